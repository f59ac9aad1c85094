/** Asks Trustly for the name and the key of an account that is on file. */
import { askLater } from '../../ledger/on-file-accounts.ts';
import type { CapturePorts, CaptureTimes } from './capture-ports.ts';
import type { Answered } from './client.ts';
import { hearNamed } from './news-of-accounts.ts';
import { ON_FILE } from './on-file.ts';
import type { Transaction } from './transaction.ts';

/** Where Trustly does not know the account, it has no name. */
export async function nameAccount(
  ports: CapturePorts,
  { askFirstMs }: CaptureTimes,
  signal: AbortSignal,
  { accountId, authorizationId }: { accountId: string; authorizationId: string },
): Promise<void> {
  const { client, inbox, database } = ports;
  const answer: Answered<Transaction> = await client.transaction(authorizationId, signal);
  if (answer.kind === 'uncertain') return askLater(database, accountId, askFirstMs);
  const id = `account-${authorizationId}`;
  await inbox.receive(ON_FILE, {
    id,
    body: Buffer.from(id),
    event: async (tx) =>
      hearNamed(tx, ports, {
        authorizationId,
        transaction: answer.kind === 'answered' ? answer.value : null,
      }),
    answer: () => Buffer.from('OK'),
  });
}
