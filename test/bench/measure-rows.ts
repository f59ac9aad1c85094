/** Measures rows one after the other, and keeps each. A row that fails is told, and the next one is measured. */
import type { Properties } from './bridge/properties.ts';
import { cellsOf } from './figures.ts';
import type { KeptRow, KeptRows } from './kept-rows.ts';
import { processorInUse } from './machine.ts';
import { outcomeOf } from './result.ts';
import { NotMeasurableHere, type Row } from './row.ts';

/** The longest row takes a third of it, and most of that to fill a ledger. */
const DEADLINE_MS = 900_000;

/** @returns how many failed. One that does not end ends the program. */
export async function measureRows(
  rows: readonly Row[],
  rounds: number,
  kept: KeptRows,
  properties: Properties,
): Promise<number> {
  let failed = 0;
  for (const [n, row] of rows.entries()) {
    const inUseBefore = await processorInUse();
    const begunAt = performance.now();
    const late = setTimeout(() => {
      console.error(`${row.title}: did not end within ${DEADLINE_MS / 60_000} minutes`);
      void properties.close().finally(() => process.exit(1));
    }, DEADLINE_MS);
    try {
      const outcome = await outcomeFor(row, rounds);
      const tookMs = performance.now() - begunAt;
      const found = { name: row.name, outcome, tookMs, inUseBefore };
      await kept.keep(found);
      tell(row, found);
    } catch (error) {
      failed += 1;
      console.error(`${row.title}: failed`, error);
      await properties.close(); // whatever is wrong with them, the next row gets new ones
    }
    clearTimeout(late);
    await properties.keepOnly(rows.slice(n + 1).flatMap(({ properties: needed }) => needed ?? []));
  }
  return failed;
}

async function outcomeFor(row: Row, rounds: number): Promise<KeptRow['outcome']> {
  try {
    return await row.measure(rounds);
  } catch (error) {
    if (error instanceof NotMeasurableHere) return { notHere: error.message };
    throw error;
  }
}

function tell(row: Row, found: KeptRow): void {
  const outcome = outcomeOf(row, found);
  console.log(`${cellsOf(outcome).join(' | ')} (${Math.round(found.tookMs / 1_000)} s)`);
  if ('product' in outcome) for (const note of outcome.notes) console.log(`  ${note}`);
}
