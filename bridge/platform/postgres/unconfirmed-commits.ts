/**
 * Commits that a synchronous standby did not confirm. Where somebody cancels the wait for the standby, PostgreSQL has
 * kept the transaction on its own disk alone, and answers as after any commit: only a warning tells the difference.
 */
import type { ClientBase } from 'pg';

/** The function of the server that gives the warning. Its text is in the server's language. */
const WAIT_FOR_STANDBY = 'SyncRepWaitForLSN';

const unconfirmed = new WeakMap<ClientBase, string>();

/** From now on {@link takeUnconfirmed} knows about this connection. */
export function watchCommits(client: ClientBase): void {
  client.on('notice', (notice) => {
    if (notice.routine === WAIT_FOR_STANDBY) unconfirmed.set(client, notice.message ?? WAIT_FOR_STANDBY);
  });
}

/** @returns the server's warning, if it gave one on this connection since the last call. */
export function takeUnconfirmed(client: ClientBase): string | null {
  const warning = unconfirmed.get(client) ?? null;
  unconfirmed.delete(client);
  return warning;
}
