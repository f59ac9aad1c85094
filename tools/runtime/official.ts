/** The official Electron, as the `electron` package fetches it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { capture } from '../command.ts';
import { CHECKOUT } from '../checkout.ts';

const PACKAGE = path.join(CHECKOUT, 'node_modules', 'electron');
const FETCH_TIMEOUT_MS = 600_000;

export interface OfficialRuntime {
  executablePath: string;
  version: string;
}

/** The version that the product is made for. */
export async function wantedVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(PACKAGE, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** The official runtime if it is there, complete and of the version we depend on; null otherwise. */
export async function installedOfficial(): Promise<OfficialRuntime | null> {
  const wanted = await wantedVersion();
  const [version, relative] = await Promise.all([
    readFile(path.join(PACKAGE, 'dist', 'version'), 'utf8').catch(() => ''),
    readFile(path.join(PACKAGE, 'path.txt'), 'utf8').catch(() => ''),
  ]);
  const executablePath = path.join(PACKAGE, 'dist', relative);
  if (version.trim().replace(/^v/, '') !== wanted || relative === '' || !existsSync(executablePath)) {
    return null;
  }
  return { executablePath, version: wanted };
}

/** Has the `electron` package fetch its binary, as `npx install-electron` does. @returns null where it cannot. */
export async function fetchOfficial(): Promise<OfficialRuntime | null> {
  const { code } = await capture(process.execPath, [path.join(PACKAGE, 'install.js')], {
    timeoutMs: FETCH_TIMEOUT_MS,
  });
  return code === 0 ? installedOfficial() : null;
}
