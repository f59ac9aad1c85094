/**
 * Refuses a connection pooler between the bridge and PostgreSQL. What the bridge relies on belongs to one server
 * connection: LISTEN, prepared statements, session locks, the time-outs of the session. A pooler that gives the
 * connection to somebody else between two transactions takes them away without an error.
 */
import type { Client } from 'pg';
import { StartError } from '../start-error.ts';
import { placeOf } from './database-url.ts';

/** pgbouncer refuses session settings that it does not know, in these words. */
const PGBOUNCER = /unsupported startup parameter/;

export function isPgbouncerRefusal(error: unknown): boolean {
  return error instanceof Error && PGBOUNCER.test(error.message);
}

export function poolerError(databaseUrl: string, name: string): StartError {
  return new StartError(
    'settings',
    `DATABASE_URL: ${placeOf(databaseUrl)} is ${name}, which the bridge does not work through: it has a pool of its ` +
      'own, and needs LISTEN, prepared statements and session locks. Give the address of PostgreSQL itself',
  );
}

/**
 * Whether something between us and the server keeps connections of its own: the process id that came with the greeting
 * is then not that of the server process that answers.
 */
export async function isPooled(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid !== (client as unknown as { processID: number | null }).processID;
}
