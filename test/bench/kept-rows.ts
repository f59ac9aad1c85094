/** The rows of a run, kept one by one in a file, so that another call completes a run in which one failed. */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { SetupError } from '../../tools/setup-error.ts';
import type { Measured, Sizes } from './row.ts';

/** The first line of the file. */
export interface RunHead {
  /** With a plus where files are changed. */
  readonly commit: string;
  readonly machine: string;
  readonly rounds: number;
  readonly sizes: Sizes;
  /** When the first call began, and the load average then. */
  readonly date: string;
  readonly load: number;
}

/** Each other line; of two with one name the later counts. */
export interface KeptRow {
  readonly name: string;
  /** As a sentence: why it cannot be measured on this machine. */
  readonly outcome: Measured | { readonly notHere: string };
  readonly tookMs: number;
  /** Of all cores, from 0 to 1, in a moment before it in which nothing was measured. */
  readonly inUseBefore: number;
}

export class KeptRows {
  readonly head: RunHead;
  readonly #file: URL | null;
  readonly #rows: Map<string, KeptRow>;

  private constructor(file: URL | null, head: RunHead, rows: readonly KeptRow[]) {
    this.#file = file;
    this.head = head;
    this.#rows = new Map(rows.map((row) => [row.name, row]));
  }

  /** @param file null: they are kept in memory only. */
  static async begin(file: URL | null, head: RunHead): Promise<KeptRows> {
    if (file !== null) {
      await mkdir(new URL('.', file), { recursive: true });
      await writeFile(file, `${JSON.stringify(head)}\n`);
    }
    return new KeptRows(file, head, []);
  }

  /** @throws {SetupError} where the kept run is not one of the same commit, machine and sizes. */
  static async resume(file: URL, now: RunHead): Promise<KeptRows> {
    if (!existsSync(file)) throw new SetupError('there is no run to resume');
    const [head, ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const kept = JSON.parse(head ?? '') as RunHead;
    if (now.commit.endsWith('+')) throw new SetupError('files are changed: a run is resumed on its commit');
    for (const name of ['commit', 'machine', 'rounds', 'sizes'] as const) {
      if (!isDeepStrictEqual(kept[name], now[name]))
        throw new SetupError(
          `the kept run has ${name} ${JSON.stringify(kept[name])}, and not ${JSON.stringify(now[name])}`,
        );
    }
    return new KeptRows(
      file,
      kept,
      rows.map((line) => JSON.parse(line) as KeptRow),
    );
  }

  get all(): readonly KeptRow[] {
    return [...this.#rows.values()];
  }

  of(name: string): KeptRow | null {
    return this.#rows.get(name) ?? null;
  }

  async keep(row: KeptRow): Promise<void> {
    this.#rows.set(row.name, row);
    if (this.#file !== null) await appendFile(this.#file, `${JSON.stringify(row)}\n`);
  }
}
