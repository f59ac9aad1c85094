import { closeSync, existsSync, fsyncSync, openSync, readSync, fstatSync, writeSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { AuditEntry, AuditError, type OperatorAudit } from './audit.ts';

/** As much of the end of the file as is read back: some two thousand entries. */
const TAIL_BYTES = 256 * 1024;

const validator = Compile(AuditEntry);

/**
 * One JSON line for each entry, appended and synced; nothing is ever removed, so that it reaches back as long as the
 * machine. A line that was cut off by a power failure spoils no other.
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
      const handle = openSync(this.#file, 'a+', 0o600);
      try {
        const line = `${JSON.stringify(entry)}\n`;
        writeSync(handle, endsWhole(handle) ? line : `\n${line}`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
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
    if (!existsSync(this.#file)) return [];
    const handle = openSync(this.#file, 'r');
    try {
      const { size } = fstatSync(handle);
      const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
      const length = readSync(handle, tail, 0, tail.length, size - tail.length);
      return tail.toString('utf8', 0, length).split('\n').flatMap(entryOf);
    } finally {
      closeSync(handle);
    }
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AuditError(`the operator log ${this.#file} can not be used: ${reason}`, { cause });
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

function entryOf(line: string): AuditEntry[] {
  try {
    const entry: unknown = JSON.parse(line);
    return validator.Check(entry) ? [entry] : [];
  } catch {
    return []; // cut off by a power failure, or the line in which the tail begins
  }
}
