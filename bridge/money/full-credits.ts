/**
 * Credits results that were told at the same time in one statement. One that the database refuses costs the others one round
 * trip: then each is credited by itself.
 */
import { DatabaseError } from 'pg';
import { markCreditedInFull, markOneCreditedInFull, type FullCredit } from '../ledger/full-credits.ts';
import type { KnownTransfer } from '../ledger/known-transfers.ts';
import { Batches, type BatchLimits } from '../platform/batches.ts';
import type { Database } from '../platform/postgres/database.ts';

/** Measured in docs/decisions/0030. */
const LIMITS: BatchLimits = { most: 32, atOnce: 2, patienceMs: 100 };

export class FullCredits {
  readonly #database: Database;
  readonly #batches: Batches<KnownTransfer, PromiseSettledResult<FullCredit>>;

  constructor(database: Database) {
    this.#database = database;
    this.#batches = new Batches((sent) => this.#credit(sent), LIMITS);
  }

  /** Durable when it resolves. When it rejects, it may have happened: the kiosk tells its result again. */
  async credit(sent: KnownTransfer): Promise<FullCredit> {
    const credited = await this.#batches.do(sent);
    if (credited.status === 'rejected') throw credited.reason;
    return credited.value;
  }

  async #credit(sent: readonly KnownTransfer[]): Promise<PromiseSettledResult<FullCredit>[]> {
    const [first, ...others] = sent;
    if (first && others.length === 0)
      return [{ status: 'fulfilled', value: await markOneCreditedInFull(this.#database, first) }];
    try {
      const credited = await markCreditedInFull(this.#database, sent);
      return credited.map((value) => ({ status: 'fulfilled', value }));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return Promise.allSettled(sent.map(async (one) => markOneCreditedInFull(this.#database, one)));
    }
  }
}

/** The database says that it kept nothing of the statement. */
function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === 'ERROR';
}
