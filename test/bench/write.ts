/** Puts a run into docs/: its line of history, the document and the plots. */
import { mkdir, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { conditionsOf } from './conditions.ts';
import { documentOf } from './document.ts';
import { plotsOf } from './plots.ts';
import { addRun, readRuns, runOf } from './history-file.ts';
import type { KeptRows } from './kept-rows.ts';
import { resultsOf, type Outcome } from './result.ts';

const DOCUMENT = new URL('../../docs/performance.md', import.meta.url);
const FOLDER = new URL('../../docs/performance/', import.meta.url);
const HISTORY = new URL('history.jsonl', FOLDER);

export async function writeRun(kept: KeptRows, outcomes: readonly Outcome[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const { commit, date, machine, load } = kept.head;
  const results = resultsOf(outcomes);
  await addRun(HISTORY, runOf({ commit, date, machine, load }, results));
  const text = documentOf(conditionsOf(kept), outcomes, await readRuns(HISTORY));
  await writeFile(DOCUMENT, await format(text, { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' }));
  for (const { file, svg } of plotsOf(results)) await writeFile(new URL(file, FOLDER), svg);
}
