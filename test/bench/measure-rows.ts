/** Measures rows one after the other, and keeps each. A row that fails is measured once more at the end. */
import type { Properties } from './bridge/properties.ts';
import { cellsOf } from './figures.ts';
import type { KeptRow, KeptRows } from './kept-rows.ts';
import { processorInUse } from './machine.ts';
import { outcomeOf } from './result.ts';
import { NotMeasurableHere, type Row } from './row.ts';

interface Failure {
  readonly row: Row;
  readonly error: string;
}

/** The longest row takes a fifth of it, most of it to fill a ledger; on a busy machine that may be all. */
const DEADLINE_MS = 1_500_000;

/** @returns how many failed twice. One that does not end ends the program. */
export async function measureRows(
  rows: readonly Row[],
  rounds: number,
  kept: KeptRows,
  properties: Properties,
): Promise<number> {
  const failures: Failure[] = [];
  for (const [n, row] of rows.entries()) {
    const error = await measureRow(row, rounds, kept, properties, []);
    if (error !== null) failures.push({ row, error });
    await properties.keepOnly(rows.slice(n + 1).flatMap(({ properties: needed }) => needed ?? []));
  }
  let failed = 0;
  for (const { row, error } of failures) {
    const again = await measureRow(row, rounds, kept, properties, [`A first measurement failed: ${error}.`]);
    if (again !== null) failed += 1;
  }
  await properties.close();
  return failed;
}

/** Whatever it was that failed, the row gets new properties. @returns why it failed, or null. */
async function measureRow(
  row: Row,
  rounds: number,
  kept: KeptRows,
  properties: Properties,
  notes: readonly string[],
): Promise<string | null> {
  const inUseBefore = await processorInUse();
  const begunAt = performance.now();
  const late = setTimeout(() => {
    console.error(`${row.title}: did not end within ${DEADLINE_MS / 60_000} minutes`);
    void properties.close().finally(() => process.exit(1));
  }, DEADLINE_MS);
  try {
    const measured = await outcomeFor(row, rounds);
    const outcome =
      'notHere' in measured ? measured : { ...measured, notes: [...(measured.notes ?? []), ...notes] };
    const found = { name: row.name, outcome, tookMs: performance.now() - begunAt, inUseBefore };
    await kept.keep(found);
    tell(row, found);
    return null;
  } catch (error) {
    console.error(`${row.title}: failed`, error);
    for (const line of await properties.complaints()) console.error(`  ${line}`);
    await properties.close();
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(late);
  }
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
