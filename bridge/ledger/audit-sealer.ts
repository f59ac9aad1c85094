/** Seals the audit trail, a moment after each entry, for as long as the bridge runs. */
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import { sealAudit } from './audit-chain.ts';

const EVERY_MS = 1_000;

export class AuditSealer {
  readonly #database: Database;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #sealing: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#sealing = this.#seal().finally(() => {
        if (this.#timer) this.start();
      });
    }, EVERY_MS);
  }

  /** Seals once more, so that a stopped bridge leaves a whole chain. */
  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#sealing;
    await this.#seal();
  }

  async #seal(): Promise<void> {
    try {
      while ((await sealAudit(this.#database)) > 0);
    } catch (error) {
      this.#log.warn({ err: error }, 'audit trail not sealed now');
    }
  }
}
