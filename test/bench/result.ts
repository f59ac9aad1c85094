/** One row measured, and whether it is where it must be. */
import type { KeptRow, KeptRows } from './kept-rows.ts';
import { moreIsBetter, type Measured, type Row } from './row.ts';
import { summarize, type Summary } from './statistics.ts';

/** So many samples at least, or the slowest one in a hundred is chance. */
const SAMPLES_FOR_P99 = 100;

export interface Result {
  readonly row: Row;
  readonly product: Summary;
  /** Null: the row has no floor. */
  readonly floor: Summary | null;
  /** Product by floor, at the median and at the slowest one in a hundred; null where there are too few samples. */
  readonly ratio: { readonly p50: number; readonly p99: number | null } | null;
  readonly met: boolean;
  readonly notes: readonly string[];
}

/** A row that cannot be measured on this machine. */
export interface NotHere {
  readonly row: Row;
  readonly notHere: string;
}

export type Outcome = Result | NotHere;

/** Of those rows that are kept, in the order of the rows. */
export function outcomesOf(rows: readonly Row[], kept: KeptRows): Outcome[] {
  return rows.flatMap((row) => {
    const found = kept.of(row.name);
    return found === null ? [] : [outcomeOf(row, found)];
  });
}

export function outcomeOf(row: Row, { outcome }: KeptRow): Outcome {
  return 'notHere' in outcome ? { row, notHere: outcome.notHere } : resultOf(row, outcome);
}

export function resultsOf(outcomes: readonly Outcome[]): Result[] {
  return outcomes.filter((outcome) => 'product' in outcome);
}

export function resultOf(row: Row, measured: Measured): Result {
  const product = summarize(measured.product);
  const floor = measured.floor.length === 0 ? null : summarize(measured.floor);
  const enough = floor !== null && product.samples >= SAMPLES_FOR_P99 && floor.samples >= SAMPLES_FOR_P99;
  const ratio = floor && {
    p50: product.p50 / floor.p50,
    p99: enough ? product.p99 / floor.p99 : null,
  };
  return { row, product, floor, ratio, met: isMet(row, product, ratio), notes: measured.notes ?? [] };
}

function isMet({ wanted, unit, name }: Row, product: Summary, ratio: Result['ratio']): boolean {
  const within = (value: number, limit: number): boolean =>
    moreIsBetter(unit) ? value >= limit : value <= limit;
  if (wanted.kind === 'value') return product.p99 <= wanted.most;
  if (ratio === null) throw new Error(`${name} wants a ratio and has no floor`);
  if (!within(ratio.p50, wanted.p50)) return false;
  return wanted.p99 === undefined || (ratio.p99 !== null && within(ratio.p99, wanted.p99));
}
