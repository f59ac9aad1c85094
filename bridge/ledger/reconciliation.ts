/**
 * A gaming day in three ways: what the ledger's books say, what the cabinets' meters say, and what Trustly captured
 * [books-agree].
 */
import { minorAsDecimal } from '../../protocol/money.ts';
import { inTurns } from '../platform/http/long-answer.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { OPEN_STATUSES } from './transfer-predicates.ts';

/**
 * One machine's day; amounts are minor units. Big integers: a meter may stand anywhere up to 2^53, so a sum of meters
 * need not be an exact number, and one strange board must not spoil the report of the others.
 */
export interface ReconciliationRow {
  readonly asset: string;
  readonly fundings: number;
  readonly ledger: bigint;
  readonly meter: bigint;
  readonly captured: bigint;
  readonly notesLedger: bigint;
  readonly notesMeter: bigint;
  /** Fundings of the day whose outcome is still not known. */
  readonly open: number;
}

export interface Reconciliation extends DayToReconcile {
  readonly currency: string;
  readonly rows: readonly ReconciliationRow[];
  /** Fundings of the day whose captured amount is not the credited amount, and captures of no funding at all. */
  readonly differences: readonly CaptureDifference[];
}

export interface CaptureDifference {
  readonly fundingId: string;
  /** null: the ledger has never heard of this funding. */
  readonly asset: string | null;
  readonly credited: bigint;
  readonly captured: bigint;
}

/** Stands in place of an asset, for what was captured of fundings that the ledger has never heard of. */
export const UNKNOWN_ASSET = '(unknown)';
const MOST_DIFFERENCES = 500;

export function agrees(row: ReconciliationRow): boolean {
  return (
    row.ledger === row.meter &&
    row.ledger === row.captured &&
    row.notesLedger === row.notesMeter &&
    row.open === 0
  );
}

/** A row as it comes from the database: sums are decimal text, which has no largest value. */
type SumRow = { fundingId: null; asset: string; fundings: number; open: number } & Record<
  'ledger' | 'meter' | 'captured' | 'notesLedger' | 'notesMeter',
  string
>;
type DifferenceRow = { fundingId: string; asset: string | null; ledger: string; captured: string };

/** A gaming day: its name, `YYYY-MM-DD`, its first instant, and the first one after it. */
export interface DayToReconcile {
  readonly day: string;
  readonly from: Date;
  readonly until: Date;
}

export async function reconcile(
  database: Queryable,
  { day, from, until }: DayToReconcile,
  currency: string,
): Promise<Reconciliation> {
  const { rows } = await database.query<SumRow | DifferenceRow>(DAY, [
    from,
    until,
    day,
    currency,
    UNKNOWN_ASSET,
    MOST_DIFFERENCES,
  ]);
  return {
    day,
    currency,
    from,
    until,
    rows: rows.filter((row) => !isDifference(row)).map(exactRow),
    differences: rows.filter(isDifference).map(({ fundingId, asset, ledger, captured }) => ({
      fundingId,
      asset,
      credited: BigInt(ledger),
      captured: BigInt(captured),
    })),
  };
}

/**
 * One statement for the sums of each machine and the captures that differ: both are of the same fundings, which are most of
 * its work. `paid` has them: those that the books have as credited on the day, those of the day that were captured
 * without a credit, and those that only a report of the day knows.
 */
const DAY = `
  WITH credited AS (
       SELECT t.funding_id, b.asset, b.amount_minor AS credited,
              (SELECT coalesce(sum(c.amount_minor), 0) FROM captures c WHERE c.funding_id = t.funding_id) AS captured
       FROM booked b JOIN transfers t ON t.transfer_id = b.fact
       WHERE b.kind = 'credit' AND b.booked_at >= $1 AND b.booked_at < $2),
     stray AS (
       SELECT f.funding_id, f.asset, 0::bigint AS credited, sum(c.amount_minor) AS captured
       FROM fundings f LEFT JOIN transfers t USING (funding_id) JOIN captures c USING (funding_id)
       WHERE t.status IS DISTINCT FROM 'CREDITED' AND f.created_at >= $1 AND f.created_at < $2
       GROUP BY f.funding_id, f.asset),
     unheard AS (
       SELECT c.funding_id, NULL::text AS asset, 0::bigint AS credited, sum(c.amount_minor) AS captured
       FROM captures c WHERE c.day = $3 AND NOT EXISTS (SELECT 1 FROM fundings f WHERE f.funding_id = c.funding_id)
       GROUP BY c.funding_id),
     paid AS MATERIALIZED (
       SELECT * FROM credited UNION ALL SELECT * FROM stray UNION ALL SELECT * FROM unheard),
     today AS (
       SELECT asset, memory_id, (array_agg(cashless_in ORDER BY read_at))[1] AS cashless_first,
              (array_agg(cashless_in ORDER BY read_at DESC))[1] AS cashless_last,
              (array_agg(notes_in ORDER BY read_at))[1] AS notes_first,
              (array_agg(notes_in ORDER BY read_at DESC))[1] AS notes_last
       FROM meter_readings WHERE read_at >= $1 AND read_at < $2 GROUP BY asset, memory_id),
     meters AS (
       -- A memory's day: from its last reading before the day, or its first in it, to its last in it. The last in time,
       -- not the highest: what a meter lost when it went back is missing.
       SELECT asset, sum(cashless_last - coalesce(before.cashless_in, cashless_first)) AS cashless,
              sum(notes_last - coalesce(before.notes_in, notes_first)) AS notes
       FROM today LEFT JOIN LATERAL (
         SELECT cashless_in, notes_in FROM meter_readings r
         WHERE r.asset = today.asset AND r.memory_id = today.memory_id AND r.read_at < $1
         ORDER BY r.read_at DESC LIMIT 1) before ON true
       GROUP BY asset),
     credits AS (
       SELECT coalesce(asset, $5) AS asset, count(*) FILTER (WHERE credited > 0) AS fundings,
              sum(credited) AS ledger, sum(captured) AS captured
       FROM paid GROUP BY 1),
     stacked AS (
       SELECT asset, sum(minor) AS notes FROM notes
       WHERE kind = 'STACKED' AND currency = $4 AND received_at >= $1 AND received_at < $2 GROUP BY asset),
     unsettled AS (
       SELECT asset, count(*) AS open FROM transfers
       WHERE status IN ${OPEN_STATUSES} AND ordered_at >= $1 AND ordered_at < $2 GROUP BY asset)
     (SELECT NULL AS "fundingId", asset, coalesce(fundings, 0) AS fundings, coalesce(ledger, 0)::text AS ledger,
             coalesce(meters.cashless, 0)::text AS meter, coalesce(captured, 0)::text AS captured,
             coalesce(stacked.notes, 0)::text AS "notesLedger", coalesce(meters.notes, 0)::text AS "notesMeter",
             coalesce(open, 0) AS open
      FROM (SELECT asset FROM machines UNION SELECT asset FROM credits) all_assets
           LEFT JOIN credits USING (asset) LEFT JOIN meters USING (asset)
           LEFT JOIN stacked USING (asset) LEFT JOIN unsettled USING (asset)
      ORDER BY asset)
     UNION ALL
     (SELECT funding_id, asset, NULL, credited::text, NULL, captured::text, NULL, NULL, NULL
      FROM paid WHERE credited <> captured ORDER BY asset NULLS FIRST, funding_id LIMIT $6)`;

function isDifference(row: SumRow | DifferenceRow): row is DifferenceRow {
  return row.fundingId !== null;
}

function exactRow({ asset, fundings, open, ...sums }: SumRow): ReconciliationRow {
  return {
    asset,
    fundings,
    open,
    ledger: BigInt(sums.ledger),
    meter: BigInt(sums.meter),
    captured: BigInt(sums.captured),
    notesLedger: BigInt(sums.notesLedger),
    notesMeter: BigInt(sums.notesMeter),
  };
}

/** RFC 4180, amounts as decimals, one line per machine and a last one with the sums. */
export async function* reconciliationCsv({
  day,
  currency,
  rows,
}: Reconciliation): AsyncGenerator<string, void> {
  const decimal = (minor: bigint) => minorAsDecimal(minor, currency);
  const line = (row: ReconciliationRow) => ({
    gaming_day: day,
    asset: row.asset,
    currency,
    fundings: row.fundings,
    ledger: decimal(row.ledger),
    meter: decimal(row.meter),
    captured: decimal(row.captured),
    ledger_minus_meter: decimal(row.ledger - row.meter),
    ledger_minus_captured: decimal(row.ledger - row.captured),
    notes_ledger: decimal(row.notesLedger),
    notes_meter: decimal(row.notesMeter),
    open: row.open,
    agrees: agrees(row) ? 'yes' : 'no',
  });
  const csv = (fields: readonly unknown[]) => `${fields.join(',')}\r\n`;
  const sums = line(total(rows));
  yield csv(Object.keys(sums));
  yield* inTurns(rows, (some) => some.map((row) => csv(Object.values(line(row)))).join(''));
  yield csv(Object.values(sums));
}

export function total(rows: readonly ReconciliationRow[]): ReconciliationRow {
  const sum = (value: (row: ReconciliationRow) => bigint) => rows.reduce((all, row) => all + value(row), 0n);
  const count = (value: (row: ReconciliationRow) => number) => rows.reduce((all, row) => all + value(row), 0);
  return {
    asset: 'ALL',
    fundings: count((row) => row.fundings),
    ledger: sum((row) => row.ledger),
    meter: sum((row) => row.meter),
    captured: sum((row) => row.captured),
    notesLedger: sum((row) => row.notesLedger),
    notesMeter: sum((row) => row.notesMeter),
    open: count((row) => row.open),
  };
}
