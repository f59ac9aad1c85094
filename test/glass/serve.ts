/** Serves the built glass on loopback, with the types a browser insists on. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

export interface ServedGlass {
  url: string;
  close(): Promise<void>;
}

/** @param brandFiles as `readBrand` gives them. */
export async function serveGlass(
  directory: string,
  brandFiles: ReadonlyMap<string, Uint8Array>,
): Promise<ServedGlass> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://glass').pathname);
    const brandFile = brandFiles.get(path.slice(1));
    const file =
      brandFile === undefined
        ? readFile(join(directory, path === '/' ? 'index.html' : path))
        : Promise.resolve(brandFile);
    file.then(
      (body) =>
        response
          .writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/html; charset=utf-8' })
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
