/** A gaming day, three times: what the ledger says, what the cabinets' meters say, what Trustly captured (M4). */
import { minorAsDecimal } from '../../protocol/money.ts';
import type { Database, Queryable } from '../postgres/database.ts';
import { recordAudit } from './audit.ts';
import { gamingDayEnd, gamingDayStart, type GamingDayRule } from './gaming-day.ts';

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

export interface Reconciliation {
  readonly day: string;
  readonly currency: string;
  readonly from: Date;
  readonly until: Date;
  readonly rows: readonly ReconciliationRow[];
}

export function agrees(row: ReconciliationRow): boolean {
  return (
    row.ledger === row.meter &&
    row.ledger === row.captured &&
    row.notesLedger === row.notesMeter &&
    row.open === 0
  );
}

/** As it comes from the database: sums as decimal text, which has no largest value. */
type SumRow = { asset: string; fundings: number; open: number } & Record<
  'ledger' | 'meter' | 'captured' | 'notesLedger' | 'notesMeter',
  string
>;

/** @param day `YYYY-MM-DD` of the gaming day. */
export async function reconcile(
  database: Queryable,
  day: string,
  rule: GamingDayRule,
  currency: string,
): Promise<Reconciliation> {
  const from = gamingDayStart(day, rule);
  const until = gamingDayEnd(from, rule);
  const { rows } = await database.query<SumRow>(
    `WITH today AS (
       SELECT asset, memory_id, min(cashless_in) AS cashless_first, max(cashless_in) AS cashless_last,
              min(notes_in) AS notes_first, max(notes_in) AS notes_last
       FROM meter_readings WHERE read_at >= $1 AND read_at < $2 GROUP BY asset, memory_id),
     meters AS (
       -- A memory's day: from its last reading before the day, or its first in it, to its highest in it.
       SELECT asset, sum(cashless_last - coalesce(before.cashless_in, cashless_first)) AS cashless,
              sum(notes_last - coalesce(before.notes_in, notes_first)) AS notes
       FROM today LEFT JOIN LATERAL (
         SELECT cashless_in, notes_in FROM meter_readings r
         WHERE r.asset = today.asset AND r.memory_id = today.memory_id AND r.read_at < $1
         ORDER BY r.read_at DESC LIMIT 1) before ON true
       GROUP BY asset),
     credits AS (
       SELECT t.asset, count(*) AS fundings, sum(t.credited_minor) AS ledger,
              coalesce(sum(c.amount_minor), 0) AS captured
       FROM transfers t LEFT JOIN captures c USING (funding_id)
       WHERE t.status = 'CREDITED' AND t.settled_at >= $1 AND t.settled_at < $2 GROUP BY t.asset),
     stray AS (
       SELECT f.asset, sum(c.amount_minor) AS captured
       FROM captures c JOIN fundings f USING (funding_id) LEFT JOIN transfers t USING (funding_id)
       WHERE t.status IS DISTINCT FROM 'CREDITED' AND f.created_at >= $1 AND f.created_at < $2 GROUP BY f.asset),
     stacked AS (
       SELECT asset, sum(minor) AS notes FROM notes
       WHERE kind = 'STACKED' AND received_at >= $1 AND received_at < $2 GROUP BY asset),
     unsettled AS (
       SELECT asset, count(*) AS open FROM transfers
       WHERE status IN ('ORDERED', 'SENT', 'UNCONFIRMED') AND ordered_at >= $1 AND ordered_at < $2 GROUP BY asset)
     SELECT m.asset, coalesce(fundings, 0) AS fundings, coalesce(ledger, 0)::text AS ledger,
            coalesce(meters.cashless, 0)::text AS meter,
            (coalesce(credits.captured, 0) + coalesce(stray.captured, 0))::text AS captured,
            coalesce(stacked.notes, 0)::text AS "notesLedger", coalesce(meters.notes, 0)::text AS "notesMeter",
            coalesce(open, 0) AS open
     FROM machines m LEFT JOIN credits USING (asset) LEFT JOIN meters USING (asset) LEFT JOIN stray USING (asset)
          LEFT JOIN stacked USING (asset) LEFT JOIN unsettled USING (asset)
     ORDER BY m.asset`,
    [from, until],
  );
  return { day, currency, from, until, rows: rows.map(exactRow) };
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
export function reconciliationCsv({ day, currency, rows }: Reconciliation): string {
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
  const sums = line(total(rows));
  const lines = [Object.keys(sums), ...rows.map((row) => Object.values(line(row))), Object.values(sums)];
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('');
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

/** Takes over what Trustly says it captured. Importing a report twice changes nothing. @returns how many were new. */
export async function importCaptures(
  database: Database,
  captures: readonly { readonly fundingId: string; readonly minor: number }[],
  actor: string,
): Promise<number> {
  return database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `INSERT INTO captures (funding_id, amount_minor) SELECT * FROM unnest($1::text[], $2::bigint[])
       ON CONFLICT DO NOTHING`,
      [captures.map(({ fundingId }) => fundingId), captures.map(({ minor }) => minor)],
    );
    await recordAudit(tx, 'captures.imported', actor, { lines: captures.length, new: rowCount ?? 0 });
    return rowCount ?? 0;
  });
}
