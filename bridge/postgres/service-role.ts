/**
 * What the bridge may do at its own database: it works under a role that owns nothing, so that whoever takes the
 * service over can neither rewrite history nor switch off the triggers that guard it. Migrations have another role.
 */
import { escapeIdentifier, type Client } from 'pg';

/** What a table gets that is not below. A test says that there is none. */
const OTHERWISE = 'SELECT, INSERT, UPDATE';

/** By table. What may be updated is guarded by triggers where it is money. */
export const PRIVILEGES: Readonly<Record<string, string>> = {
  schema_version: 'SELECT',
  bridges: 'SELECT, INSERT, UPDATE, DELETE',
  machines: 'SELECT, INSERT, UPDATE',
  links: 'SELECT, INSERT, UPDATE, DELETE',
  fundings: 'SELECT, INSERT',
  transfers: 'SELECT, INSERT, UPDATE',
  daily_usage: 'SELECT, INSERT, UPDATE',
  limit_reservations: 'SELECT, INSERT, UPDATE',
  player_limits: 'SELECT, INSERT, UPDATE',
  limit_history: 'SELECT, INSERT',
  notes: 'SELECT, INSERT',
  meter_readings: 'SELECT, INSERT',
  captures: 'SELECT, INSERT',
  capture_reports: 'SELECT, INSERT, UPDATE',
  capture_lines: 'SELECT, INSERT',
  audit: 'SELECT, INSERT',
  audit_unsealed: 'SELECT, INSERT, DELETE',
  audit_chain: 'SELECT, INSERT',
  token_keys: 'SELECT, INSERT',
  sealed_keys: 'SELECT, INSERT',
  ledger_home: 'SELECT, INSERT, UPDATE',
  machine_boards: 'SELECT, INSERT, UPDATE',
  machine_questions: 'SELECT, INSERT, UPDATE, DELETE',
  operators: 'SELECT',
  operator_sessions: 'SELECT, INSERT, DELETE',
};

/** Run by the owner after every migration: the role gets exactly this, whatever it had before. */
export async function grantToService(owner: Client, role: string): Promise<void> {
  const name = escapeIdentifier(role);
  const { rows } = await owner.query<{ table: string }>(
    `SELECT table_name AS table FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const statements = [
    `REVOKE ALL ON SCHEMA public FROM PUBLIC, ${name}`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ${name}`,
    `REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, ${name}`,
    `GRANT USAGE ON SCHEMA public TO ${name}`,
    `GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${name}`,
    ...rows.map(
      ({ table }) => `GRANT ${PRIVILEGES[table] ?? OTHERWISE} ON ${escapeIdentifier(table)} TO ${name}`,
    ),
  ];
  // One statement string is one transaction: a bridge that is at work never finds itself without its privileges.
  await owner.query(statements.join(';\n'));
}

/** @returns the tables that the role of this connection could change the rules of; none is as it should be. */
export async function tablesInItsPower(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind = 'r' AND pg_has_role(current_user, c.relowner, 'MEMBER')
     ORDER BY c.relname`,
  );
  return rows.map(({ name }) => name);
}
