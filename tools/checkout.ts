/** Where the files of the checkout are. */
import { homedir } from 'node:os';
import path from 'node:path';

/** The top of the checkout. */
export const CHECKOUT = path.resolve(import.meta.dirname, '..');

/** Our own directory in the user's cache, outside the checkout: shared by all checkouts, safe to delete. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const base =
    environment['XDG_CACHE_HOME'] ||
    (process.platform === 'darwin'
      ? path.join(homedir(), 'Library', 'Caches')
      : process.platform === 'win32'
        ? environment['LOCALAPPDATA'] || path.join(homedir(), 'AppData', 'Local')
        : path.join(homedir(), '.cache'));
  return path.join(base, 'topper');
}
