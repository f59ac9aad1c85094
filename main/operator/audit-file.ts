import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { compiled } from '../../protocol/compiled.ts';
import { AuditEntry, AuditError, type OperatorAudit } from './audit.ts';

const validator = compiled(AuditEntry);

/**
 * One JSON line for each entry, appended and synced; nothing is ever removed, so the file goes back to the machine's
 * first day. A line that was cut off by a power failure spoils no other.
 */
export class AuditFile implements OperatorAudit {
  readonly #file: string;
  #entries: AuditEntry[] | null = null;

  /** @param file in a directory that exists; made with the first entry. */
  constructor(file: string) {
    this.#file = file;
  }

  append(entry: AuditEntry): void {
    const known = this.#known();
    this.#attempt(() => {
      const isNew = !existsSync(this.#file);
      const handle = openSync(this.#file, 'a+', 0o600);
      try {
        const line = `${JSON.stringify(entry)}\n`;
        writeSync(handle, endsWhole(handle) ? line : `\n${line}`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      if (isNew) syncDirectory(path.dirname(this.#file));
    });
    known.push(entry);
  }

  entries(): readonly AuditEntry[] {
    return this.#known();
  }

  #known(): AuditEntry[] {
    this.#entries ??= this.#attempt(() => this.#read());
    return this.#entries;
  }

  #read(): AuditEntry[] {
    return existsSync(this.#file) ? readFileSync(this.#file, 'utf8').split('\n').flatMap(entryOf) : [];
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AuditError(`the operator log ${this.#file} cannot be used: ${reason}`, { cause });
    }
  }
}

function endsWhole(handle: number): boolean {
  const { size } = fstatSync(handle);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last.toString() === '\n';
}

/** So that the name of a new file outlives a power failure as its content does. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return; // where a directory cannot be opened, nor needs to be
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function entryOf(line: string): AuditEntry[] {
  try {
    const entry: unknown = JSON.parse(line);
    return validator().Check(entry) ? [entry] : [];
  } catch {
    return []; // cut off by a power failure
  }
}
