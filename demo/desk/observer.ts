/** Keeps the situation true: follows the cabinet, and reads the ledger's and Trustly's books once a second. */
import { setTimeout as delay } from 'node:timers/promises';
import type { CabinetHand } from '../cabinet-hand.ts';
import type { Floor } from '../floor.ts';
import type { Trustly } from '../trustly.ts';
import { reconcile } from './reconciliation.ts';
import type { Situation } from './situation.ts';

const READ_EVERY_MS = 1_000;

export class Observer {
  readonly #sources: { floor: Floor; trustly: Trustly; cabinet: CabinetHand };
  readonly #situation: Situation;
  readonly #stopped = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(sources: { floor: Floor; trustly: Trustly; cabinet: CabinetHand }, situation: Situation) {
    this.#sources = sources;
    this.#situation = situation;
  }

  start(): void {
    const { signal } = this.#stopped;
    const watching = this.#sources.cabinet.watch((cabinet) => {
      this.#situation.update({ cabinet });
    }, signal);
    this.#running = Promise.all([watching, this.#readBooks(signal)]);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #readBooks(signal: AbortSignal): Promise<void> {
    const { floor, trustly } = this.#sources;
    while (!signal.aborted) {
      const [ledger, payments, onFile, faults] = await Promise.all([
        readOrNull(floor.ledger()),
        readOrNull(trustly.payments()),
        readOrNull(trustly.transactions()),
        readOrNull(trustly.faults()),
      ]);
      const { cabinet, reconciliation } = this.#situation.snapshot;
      this.#situation.update({
        ledger,
        payments,
        onFile,
        trustly: faults,
        reconciliation: reconcile({ cabinet, ledger, payments, onFile }, reconciliation),
      });
      await delay(READ_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** A book that cannot be read is shown as such. */
async function readOrNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch(() => null);
}
