/**
 * Reads a file that decides about money, but only if no other user of the machine could have written it, and a secret
 * only if no other user could have read it. The rule is that of ssh: the file and its directory belong to the kiosk's
 * user or to root.
 */
import { closeSync, fstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';

/** Bits of a mode, for the group and for all others. */
const MAY_WRITE = 0o022;
const MAY_DO_ANYTHING = 0o077;
/** The bit of a directory where only the owner of a file may remove or rename it, as in /tmp. */
const STICKY = 0o1000;

/** Why a file was not read, as the end of a sentence that begins with its path. */
export class NotPrivate extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotPrivate';
  }
}

/**
 * @param who may read it: `others` for settings and certificates, `owner` for a secret.
 * @throws {NotPrivate} with what to do about it; any other error is why the file cannot be read at all.
 */
export function readPrivateFile(file: string, who: 'owner' | 'others'): string {
  return readPrivateBytes(file, who).toString('utf8');
}

/** As {@link readPrivateFile}, for a file that is not text. */
export function readPrivateBytes(file: string, who: 'owner' | 'others'): Buffer {
  const handle = openSync(file, 'r');
  try {
    if (process.platform !== 'win32') check(file, fstatSync(handle), who);
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

function check(file: string, stats: Stats, who: 'owner' | 'others'): void {
  const directory = path.dirname(file);
  const around = statSync(directory);
  for (const [name, { uid }] of [
    ['it', stats],
    [`its directory ${directory}`, around],
  ] as const) {
    if (uid !== 0 && uid !== process.getuid?.()) {
      throw new NotPrivate(`is not used because ${name} belongs to another user (${uid}); change its owner`);
    }
  }
  if (who === 'owner' && (stats.mode & MAY_DO_ANYTHING) !== 0) {
    throw new NotPrivate(`is not used because others may read it; run: chmod 600 ${file}`);
  }
  if ((stats.mode & MAY_WRITE) !== 0) {
    throw new NotPrivate(`is not used because others may write it; run: chmod go-w ${file}`);
  }
  if ((around.mode & MAY_WRITE) !== 0 && (around.mode & STICKY) === 0) {
    throw new NotPrivate(`is not used because others may replace it; run: chmod go-w ${directory}`);
  }
}
