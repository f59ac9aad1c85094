/** What earlier runs measured: one line of JSON a run, the oldest first. */
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import type { Result } from './result.ts';

export interface Run {
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  /** Load average when it began. */
  readonly load: number;
  /** Medians by the name of the row; a null floor: there is none. */
  readonly rows: Readonly<Record<string, { readonly product: number; readonly floor: number | null }>>;
}

export function runOf(about: Omit<Run, 'rows'>, results: readonly Result[]): Run {
  const rows = results.map(({ row, product, floor }): [string, Run['rows'][string]] => [
    row.name,
    { product: product.p50, floor: floor?.p50 ?? null },
  ]);
  return { ...about, rows: Object.fromEntries(rows) };
}

export async function readRuns(file: URL): Promise<Run[]> {
  if (!existsSync(file)) return [];
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Run);
}

export async function addRun(file: URL, run: Run): Promise<void> {
  await appendFile(file, `${JSON.stringify(run)}\n`);
}
