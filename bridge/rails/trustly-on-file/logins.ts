/** What became of logins at the bank, as Trustly says when it is asked: its event may be late, or lost. */
import { everyAccountOf, lockAccount } from '../../ledger/on-file-accounts.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { RailEvent } from '../rail-event.ts';
import type { NotificationInbox } from '../rail.ts';
import type { OnFileClient } from './client.ts';
import { statusName } from './enumerations.ts';
import { hearAuthorized, hearVerified } from './news-of-accounts.ts';
import { ON_FILE } from './on-file.ts';
import type { SplitTokens } from './split-tokens.ts';
import type { Transaction } from './transaction.ts';
import { verificationOf } from './verification.ts';
import type { Queryable } from '../../platform/postgres/database.ts';

export interface LoginPorts {
  readonly database: Database;
  readonly client: OnFileClient;
  readonly inbox: NotificationInbox;
  readonly splitTokens: SplitTokens;
  /** A capture may have been ordered, or an account waits for its name. */
  readonly wake: () => void;
}

const ASK_MS = 3_000;

export class Logins {
  readonly #ports: LoginPorts;

  constructor(ports: LoginPorts) {
    this.#ports = ports;
  }

  /** The event with the token has not come: the account is on file without one. */
  async withoutEvent(transactionId: string, reference: string): Promise<void> {
    const { database, client } = this.#ports;
    if (await database.transaction(async (tx) => lockAccount(tx, transactionId))) return;
    const answer = await client.transaction(transactionId, AbortSignal.timeout(ASK_MS));
    if (answer.kind === 'answered') await this.hear(answer.value, reference); // else the event may still come
  }

  /**
   * Neither the event nor the browser has come back from the bank, which lets nobody log in twice under one reference. @returns
   * null: Trustly cannot be asked now.
   */
  async cameThrough(reference: string): Promise<boolean | null> {
    const authorizationId = await this.authorizedBy(reference);
    return authorizationId === null ? null : authorizationId !== false;
  }

  /** @returns what Trustly has authorized under it; false: nothing; null: Trustly cannot be asked now. */
  async authorizedBy(reference: string): Promise<string | false | null> {
    const answer = await this.#ports.client.transactionsOf(reference, AbortSignal.timeout(ASK_MS));
    if (answer.kind !== 'answered') return null;
    const found = answer.value.find(isAuthorized);
    return found !== undefined && (await this.hear(found, reference)) && found.transactionId;
  }

  /** @returns false: it is not of this login, or the player did not come through. */
  async hear(transaction: Transaction, reference: string): Promise<boolean> {
    const { splitTokens } = this.#ports;
    const { transactionId, merchantReference, createdAt } = transaction;
    if (merchantReference !== reference || !isAuthorized(transaction)) return false;
    await this.#receive(`returned-${transactionId}`, async (tx) =>
      hearAuthorized(tx, splitTokens, {
        authorizationId: transactionId,
        reference,
        splitToken: null,
        verification: verificationOf(transaction),
        // Older than any event of it.
        stamp: { atMs: createdAt ?? 0, eventId: '' },
      }),
    );
    return true;
  }

  /** The accounts of this phone that wait for a code. */
  async askVerified(payer: string): Promise<void> {
    const { database, client } = this.#ports;
    const waiting = (await everyAccountOf(database, payer)).filter(
      ({ isVerified, isByNumbers }) => !isVerified && !isByNumbers,
    );
    for (const { authorizationId } of waiting) {
      const answer = await client.transaction(authorizationId, AbortSignal.timeout(ASK_MS));
      if (answer.kind === 'answered' && verificationOf(answer.value).verified === true)
        await this.#receive(`verified-${authorizationId}`, async (tx) => hearVerified(tx, [authorizationId]));
    }
  }

  async #receive(id: string, event: (tx: Queryable) => Promise<RailEvent>): Promise<void> {
    const answer = () => Buffer.from('OK');
    await this.#ports.inbox.receive(ON_FILE, { id, body: Buffer.from(id), event, answer });
    this.#ports.wake();
  }
}

const isAuthorized = ({ status }: Transaction) => statusName(status) === 'AUTHORIZED';
