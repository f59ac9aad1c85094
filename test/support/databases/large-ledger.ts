/** Fills the tables of a bridge's ledger with years of a property's history, behind the back of the program. */
import type { BridgeSite } from '../bridge/bridge-site.ts';

/** Each has the same number of fundings. */
export const MACHINES = 400;
const DAYS = 700;

/** Each funding with its transfer, its entry in the books, its reservation and its part of the trail. */
const fillOf = (fundings: number) => {
  /** The moment of the history's n-th funding: the oldest first, the newest two days ago. */
  const AT = `now() - interval '2 days' - (${fundings} - n) * interval '${DAYS} days' / ${fundings}`;
  const ASSET = `'EGM-H' || n % ${MACHINES}`;
  const TRANSFER = `lpad((900000 + n % ${MACHINES})::text, 6, '0') || '-' || lpad(n::text, 10, '0')`;
  const ACCOUNT = `'ubai:' || md5((n % 5000)::text)`;
  const AMOUNT = `'{"minor":2000,"currency":"USD"}'::jsonb`;
  const EACH = `FROM generate_series(1, ${fundings}) n`;

  return `
  SET session_replication_role = replica;
  INSERT INTO machines (asset, designation, secret_hash, last_transfer_number, heard_in)
    SELECT ${ASSET}, 900000 + n, 'revoked', ${fundings}, server_run() FROM generate_series(0, ${MACHINES - 1}) n;
  INSERT INTO audit (at, event, subject, detail)
    SELECT now() - interval '${DAYS + 3} days', event, ${ASSET}, '{}'
    FROM generate_series(0, ${MACHINES - 1}) n, unnest('{machine.enrolled,machine.revoked}'::text[]) event;
  INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, ubai, request_digest, decision, created_at)
    SELECT 'history-' || n, ${ASSET}, 'MERCHANT-1', 2000, 'USD', ${ACCOUNT}, 'x', 'ACCEPTED', ${AT} ${EACH};
  INSERT INTO transfers (transfer_id, funding_id, asset, amount_minor, currency, status, credited_minor,
                         ordered_at, answer_by, sent_at, settled_at, updated_at, board_serial, board_memory)
    SELECT ${TRANSFER}, 'history-' || n, ${ASSET}, 2000, 'USD', 'CREDITED', 2000, ${AT}, ${AT}, ${AT}, ${AT}, ${AT},
           'VC-BEFORE', '00000001' ${EACH};
  INSERT INTO accounts (name, asset, currency, postings, balance_minor)
    SELECT name, ${ASSET}, 'USD', ${fundings / MACHINES}, side * ${(fundings / MACHINES) * 2000}
    FROM generate_series(0, ${MACHINES - 1}) n, (VALUES ('machine-in', -1), ('rail-clearing', 1)) two (name, side);
  INSERT INTO book_entries (kind, fact, lines, booked_at) SELECT 'credit', ${TRANSFER}, 2, ${AT} ${EACH};
  INSERT INTO postings (entry_id, line, account_id, amount_minor, position, balance_minor)
    SELECT entry_id, line, account_id, side * 2000, (n - 1) / ${MACHINES} + 1, side * 2000 * ((n - 1) / ${MACHINES} + 1)
    ${EACH} JOIN book_entries ON fact = ${TRANSFER} CROSS JOIN (VALUES (1, 'machine-in', -1), (2, 'rail-clearing', 1)) two (line, account, side)
    JOIN accounts ON (name, asset) = (account, ${ASSET});
  INSERT INTO daily_usage (ubai, gaming_day, currency, used_minor)
    SELECT DISTINCT ${ACCOUNT}, (${AT})::date, 'USD', 2000 ${EACH};
  INSERT INTO limit_reservations (transfer_id, ubai, gaming_day, currency, reserved_minor, status, committed_minor)
    SELECT ${TRANSFER}, ${ACCOUNT}, (${AT})::date, 'USD', 2000, 'COMMITTED', 2000 ${EACH};
  INSERT INTO audit (at, event, subject, detail)
    SELECT ${AT}, 'funding.accepted', 'history-' || n,
           jsonb_build_object('asset', ${ASSET}, 'amount', ${AMOUNT}, 'transferId', ${TRANSFER}) ${EACH};
  INSERT INTO audit (at, event, subject, detail)
    SELECT ${AT}, event, ${TRANSFER}, jsonb_build_object('amount', ${AMOUNT})
    ${EACH}, unnest('{transfer.sent,transfer.credited}'::text[]) event;
  INSERT INTO audit_chain (position, entry_id, hash) SELECT entry_id, entry_id, repeat('0', 64) FROM audit;
  INSERT INTO notes (asset, memory_id, event_id, kind, minor, currency, received_at)
    SELECT ${ASSET}, '0a1b2c3d', n, 'STACKED', 500, 'USD', ${AT} ${EACH};
  INSERT INTO meter_readings (asset, memory_id, read_at, cashless_in, notes_in)
    SELECT ${ASSET}, '0a1b2c3d', ${AT}, n * 2000, n * 500 ${EACH};
  INSERT INTO player_limits (ubai, currency, limit_minor)
    SELECT ${ACCOUNT}, 'USD', 50000 FROM generate_series(0, 4999) n;
  INSERT INTO limit_history (ubai, currency, changed_at, effective_at, client, requested_by, to_minor)
    SELECT ${ACCOUNT}, 'USD', ${AT}, ${AT}, 'tpas', 'PLAYER', 50000 ${EACH};
  INSERT INTO exclusions (source, kind, subject, added_by)
    SELECT 'register', 'account', 'ubai:' || md5('excluded ' || n), 'test' ${EACH};
  INSERT INTO capture_reports (name, version, digest, imported_by)
    SELECT to_char(now() - n * interval '1 day', 'YYYY-MM-DD') || part, 1, repeat('0', 64), 'test'
    FROM generate_series(1, ${DAYS}) n, (VALUES (''), ('.noon'), ('.night')) parts (part);
  INSERT INTO capture_lines (report_id, line, funding_id, amount_minor, capture_key)
    SELECT 1 + n % ${3 * DAYS}, 1 + n, 'history-' || n, 2000, 'id ' || n ${EACH};
  SET session_replication_role = origin`;
};

/** A gaming day in the middle of the history. */
export const DAY_IN_HISTORY = new Date(Date.now() - (DAYS / 2) * 86_400_000).toISOString().slice(0, 10);

/** @param fundings of which every machine had the same number. */
export async function fillLedger(site: BridgeSite, fundings: number): Promise<void> {
  await site.sql(fillOf(fundings));
  await site.sql('ANALYZE');
}
