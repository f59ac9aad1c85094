/**
 * The glass's own scheme instead of file://: exactly the files that were built, and those that the brand names, by exact
 * name, and nothing else.
 */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { protocol, type Session } from 'electron';
import { GLASS_ORIGIN } from './glass-page.ts';

/** Nothing inline, nothing from elsewhere, no connection of any kind. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Must run before the application is ready. */
export function registerGlassScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/**
 * Serves what lies under `directory` now; a file that appears later is not served.
 * @param brandFile the bytes of a file of the brand in use, by its address beside the page; undefined: there is none.
 */
export async function serveGlass(
  session: Session,
  directory: string,
  brandFile: (address: string) => Uint8Array<ArrayBuffer> | undefined,
): Promise<void> {
  const files = await servedFiles(directory);
  const contentOf = async (url: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const file = files.get(url);
    if (file !== undefined) return new Uint8Array(await readFile(file));
    return url.startsWith(`${GLASS_ORIGIN}/`) ? brandFile(url.slice(GLASS_ORIGIN.length + 1)) : undefined;
  };
  session.protocol.handle('app', async ({ method, url }) => {
    const content = method === 'GET' ? await contentOf(url) : undefined;
    if (content === undefined) return new Response('Not found', { status: 404, headers: headersFor('.txt') });
    return new Response(content, { headers: headersFor(path.posix.extname(url)) });
  });
}

/** Exact url to file. The names come from the directory, so no request can reach beyond it. */
async function servedFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && path.extname(entry.name) in MEDIA_TYPES)
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    files.map((file) => [`${GLASS_ORIGIN}/${encodePath(path.relative(directory, file))}`, file]),
  );
}

function encodePath(relative: string): string {
  return relative.split(path.sep).map(encodeURIComponent).join('/');
}

function headersFor(extension: string): Record<string, string> {
  return {
    'content-type': MEDIA_TYPES[extension] ?? 'text/plain',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}
