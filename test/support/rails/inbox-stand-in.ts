/** The inbox as a rail sees it: it keeps what it was told and its first answer, or does what an inbox does when it cannot. */
import { Value } from 'typebox/value';
import type { Transaction } from '../../../bridge/platform/postgres/database.ts';
import { RailEvent } from '../../../bridge/rails/rail-event.ts';
import type { Notification, NotificationInbox, Verdict } from '../../../bridge/rails/rail.ts';

/** For a rail that reads what it is told in the ledger's transaction. */
export type InTransaction = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
type Told = Notification & { readonly event: RailEvent };

export class InboxStandIn implements NotificationInbox {
  readonly told: Told[] = [];
  /** `rejects`: the database is away. `other-bytes`: the id came before with another notification. */
  mode: 'keeps' | 'rejects' | 'other-bytes' = 'keeps';
  verdict: Verdict = 'go-on';
  readonly #inTransaction: InTransaction;
  readonly #answers = new Map<string, Buffer>();

  constructor(inTransaction: InTransaction) {
    this.#inTransaction = inTransaction;
  }

  async receive(rail: string, notification: Notification): Promise<Buffer | null> {
    const { id, event: said, answer } = notification;
    const event = typeof said === 'function' ? await this.#inTransaction(said) : said;
    this.told.push({ ...notification, event });
    if (!Value.Check(RailEvent, event)) throw new Error(`${rail} made no event of notification ${id}`);
    if (this.mode === 'rejects') throw new Error('the database is away');
    if (this.mode === 'other-bytes') return null;
    const kept = this.#answers.get(id) ?? answer(this.verdict);
    this.#answers.set(id, kept);
    return kept;
  }

  /** As if nothing had been told. */
  forget(): void {
    this.#answers.clear();
    this.told.length = 0;
  }
}
