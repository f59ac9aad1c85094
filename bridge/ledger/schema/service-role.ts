/**
 * What the bridge may do at its own database: it works under a role that owns nothing, so that whoever takes the
 * service over can neither rewrite history nor switch off the triggers that guard it. Migrations have another role.
 */
import { escapeIdentifier, type Client } from 'pg';

/** The privileges on a table that is not in the list below. A test makes sure that there is none. */
const OTHERWISE = 'SELECT, INSERT, UPDATE';

/**
 * The privileges by table. What the database notes by itself (when, in which run of the server, under which number) and what
 * never changes is in no list of columns. Triggers guard the updates of money.
 */
export const PRIVILEGES: Readonly<Record<string, string>> = {
  schema_version: 'SELECT',
  bridges: 'SELECT, INSERT, UPDATE, DELETE',
  machines: 'SELECT, INSERT, UPDATE',
  links: 'SELECT, INSERT, UPDATE, DELETE',
  fundings: `SELECT, INSERT (funding_id, asset, merchant_id, amount_minor, currency, ubai, request_digest, decision,
    decline_code, decline_message, decline_detail, recovered)`,
  payouts: 'SELECT, INSERT (payout_id, asset, amount_minor, currency, rail, account)',
  rail_accounts: 'SELECT, INSERT (rail, account, sealed_token, told_at), UPDATE (sealed_token, told_at)',
  transfers: `SELECT, INSERT (transfer_id, direction, funding_id, payout_id, asset, amount_minor, currency, board_serial,
    board_memory, status, credited_minor, failure_code, failure_message, answer_by, sent_at, sent_by, settled_at, recovered,
    told_id),
    UPDATE (status, credited_minor, debited_minor, failure_code, failure_message, doubtful, sent_at, sent_by, settled_at,
    elsewhere_id, elsewhere_serial, elsewhere_memory, elsewhere_end, settled_by_hand)`,
  daily_usage: 'SELECT',
  limit_reservations: `SELECT, INSERT (transfer_id, ubai, gaming_day, currency, reserved_minor),
    UPDATE (status, committed_minor)`,
  player_limits: 'SELECT, INSERT, UPDATE',
  limit_history: 'SELECT, INSERT',
  exclusions: 'SELECT, INSERT (source, kind, subject, from_at, until_at, added_by), UPDATE (ended_by)',
  notes: 'SELECT, INSERT (asset, memory_id, event_id, kind, minor, currency)',
  meter_readings: 'SELECT, INSERT (asset, memory_id, cashless_in, notes_in)',
  captures: 'SELECT',
  capture_reports: 'SELECT, INSERT (name, version, digest, imported_by), UPDATE (replaced_at)',
  capture_lines: 'SELECT, INSERT',
  accounts: 'SELECT',
  book_entries: 'SELECT',
  postings: 'SELECT',
  booked: 'SELECT',
  audit: 'SELECT, INSERT (event, subject, detail)',
  audit_unsealed: 'SELECT, DELETE',
  audit_chain: 'SELECT, INSERT',
  token_keys: 'SELECT, INSERT',
  sealed_keys: 'SELECT, INSERT',
  ledger_home: 'SELECT, INSERT (home), UPDATE (home, since, restored_at)',
  machine_boards: 'SELECT, INSERT, UPDATE',
  machine_questions: 'SELECT, INSERT, UPDATE, DELETE',
  inbox: `SELECT, INSERT (rail, notification_id, sealed_body, event), UPDATE (answer, decided_at, tries, try_at)`,
  rail_identifications: 'SELECT, INSERT (rail, payment_id, funding_id, turned_down, person)',
  rail_payments: `SELECT, INSERT (rail, payment_id, funding_id, currency, captured_minor, captured_at, reversed_minor),
    UPDATE (captured_minor, captured_at, reversed_minor)`,
  outbox: 'SELECT, UPDATE (state, tries, doubtful, try_at, said, ended_at, paid_at, told_paid, returned_at)',
  rail_alarms: 'SELECT, INSERT (rail, kind, subject, detail), UPDATE (detail, ended_at, ended_by, reason)',
  page_payments: 'SELECT, INSERT (funding_id, asset, amount_minor, currency, payer, player)',
  on_file_accounts: `SELECT, INSERT (account_id, authorization_id, payer, sealed_split_token, verified, by_numbers, told_ms,
    told_event, forgotten_at),
    UPDATE (sealed_split_token, told_ms, told_event, account, other_key, bank_name, last_four, verified, ask_at, forgotten_at)`,
  bank_logins: 'SELECT, INSERT (reference, kind, payer, funding_id)',
  bank_returns: 'SELECT, INSERT (authorization_id, payer)',
  capture_attempts: `SELECT, INSERT (reference, funding_id, number, account_id, by_card, amount_minor, currency),
    UPDATE (state, sent_at, tries, doubtful, try_at, cancel_asked_at, transaction_id, told_ms, told_event, captured_at, reversed_at,
    failure, decline_code, said)`,
  capture_holds: `SELECT, INSERT (reference, attempt, is_second, hours, state, transaction_id, told_ms, told_event),
    UPDATE (state, sent_at, look_at, tries, try_at, cancel_asked_at, transaction_id, told_ms, told_event, said)`,
  on_file_transactions: 'SELECT, INSERT (transaction_id, told_ms, told_event), UPDATE (told_ms, told_event)',
  europe_orders: `SELECT, INSERT (message_id, funding_id, number, account),
    UPDATE (account, state, asked_until, tries, order_id, sealed_page, opened_at, failure)`,
  passkeys: `SELECT, INSERT (credential, payer, sealed, counter, used_ms), UPDATE (counter, used_ms), DELETE`,
  cards: 'SELECT, INSERT (player, payer, proof), DELETE',
  operators: 'SELECT',
  operator_sessions: 'SELECT, INSERT, DELETE',
};

/** The functions that it may call itself. Those of triggers run without: nobody needs to put them on other tables. */
const CALLED = [
  'lock_usage(text, date, text)',
  'lock_for_funding(text, text, text, date, text)',
  'lock_usages(text[], date, text)',
  'lock_for_fundings(text[], text[], text[], date, text)',
  'server_run()',
  'server_run_began()',
  'unused_designation()',
  'next_transfer_number(text, bigint)',
];

/** Run by the owner after every migration: the role gets exactly this, whatever it had before. */
export async function grantToService(owner: Client, role: string): Promise<void> {
  const name = escapeIdentifier(role);
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  // Functions of an extension belong to somebody else.
  const { rows: functions } = await owner.query<{ name: string }>(
    `SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     AND prokind = 'f' AND pg_has_role(current_user, proowner, 'USAGE')`,
  );
  const { rows: databases } = await owner.query<{ name: string }>('SELECT current_database() AS name');
  const statements = [
    // Temporary tables could stand in for the ledger's; and who is let in hears what bridges tell each other.
    ...databases.flatMap((database) => [
      `REVOKE ALL ON DATABASE ${escapeIdentifier(database.name)} FROM PUBLIC, ${name}`,
      `GRANT CONNECT ON DATABASE ${escapeIdentifier(database.name)} TO ${name}`,
    ]),
    `REVOKE ALL ON SCHEMA public FROM PUBLIC, ${name}`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ${name}`,
    `REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, ${name}`,
    ...functions.map((found) => `REVOKE ALL ON FUNCTION ${found.name} FROM PUBLIC, ${name}`),
    `GRANT USAGE ON SCHEMA public TO ${name}`,
    `GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${name}`,
    ...tables.map(
      (table) => `GRANT ${PRIVILEGES[table.name] ?? OTHERWISE} ON ${escapeIdentifier(table.name)} TO ${name}`,
    ),
    ...CALLED.map((called) => `GRANT EXECUTE ON FUNCTION ${called} TO ${name}`),
  ];
  // One statement string is one transaction: a bridge that is at work never finds itself without its privileges.
  await owner.query(statements.join(';\n'));
}

/** Roles of PostgreSQL itself that may write everything, or run programs and write files beside the server. */
const MIGHTY = ['pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files'];

/** The powers of this connection's role, and of every role that it may become. */
const POWER = `
  SELECT 'is a superuser' AS power FROM pg_roles
    WHERE rolsuper AND pg_has_role(current_user, oid, 'MEMBER')
  UNION ALL SELECT 'may make roles' FROM pg_roles
    WHERE rolcreaterole AND pg_has_role(current_user, oid, 'MEMBER')
  UNION ALL SELECT 'is in ' || rolname FROM pg_roles
    WHERE rolname = ANY ($1) AND pg_has_role(current_user, oid, 'MEMBER')
  UNION ALL SELECT 'owns the database ' || datname FROM pg_database
    WHERE datname = current_database() AND pg_has_role(current_user, datdba, 'MEMBER')
  UNION ALL SELECT 'owns the schema ' || nspname FROM pg_namespace
    WHERE nspname = 'public' AND pg_has_role(current_user, nspowner, 'MEMBER')
  UNION ALL SELECT 'owns ' || relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND pg_has_role(current_user, relowner, 'MEMBER')
  UNION ALL SELECT 'owns ' || proname FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND pg_has_role(current_user, proowner, 'MEMBER')
  UNION ALL SELECT 'may make schemas in the database'
    WHERE has_database_privilege(current_database(), 'CREATE')
  UNION ALL SELECT 'may make tables in the schema public' WHERE has_schema_privilege('public', 'CREATE')
  LIMIT 1`;

/** @returns how the role of this connection could change the rules of the ledger; null, as it should be, when it cannot. */
export async function powerOverRules(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ power: string }>(POWER, [MIGHTY]);
  return rows[0]?.power ?? null;
}
