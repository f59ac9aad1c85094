/** Lets a funding request wait until its transfer changes, on whichever bridge process that happens. */
import { LONGEST_TIMER_MS } from '../../protocol/longest-timer.ts';
import type { Notices } from '../platform/postgres/notices.ts';

export class Settlements {
  #released = false;
  #onIdle: (() => void) | null = null;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(notices: Notices) {
    notices.on('settled', ({ transferId }) => this.#wake(transferId));
    // A notice may have been missed: everybody looks again.
    notices.on('resumed', () => {
      for (const transferId of this.#waiting.keys()) this.#wake(transferId);
    });
  }

  /** True once the process stops: nobody waits any more, and what is not known yet is answered as not known. */
  get released(): boolean {
    return this.#released;
  }

  /** Resolves when nobody waits any more, which is after `timeoutMs` at the latest. */
  async idle(timeoutMs: number): Promise<void> {
    if (this.#waiting.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
        setTimeout(resolve, timeoutMs).unref();
      });
    }
    this.#released = true;
    for (const transferId of this.#waiting.keys()) this.#wake(transferId);
  }

  /**
   * Begins to watch at once, so that nothing between a look at the ledger and the wait is missed.
   * `changed` resolves at the next change, or after `timeoutMs`; `end` must be called.
   */
  watch(transferId: string): { changed(timeoutMs: number): Promise<void>; end(): void } {
    let seen = false;
    let notify: (() => void) | null = null;
    const wake = () => {
      seen = true;
      notify?.();
    };
    const set = this.#waiting.get(transferId) ?? new Set();
    set.add(wake);
    this.#waiting.set(transferId, set);
    return {
      changed: async (timeoutMs) => {
        if (!seen) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, Math.min(Math.max(0, timeoutMs), LONGEST_TIMER_MS));
            notify = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
        seen = false;
        notify = null;
      },
      end: () => {
        set.delete(wake);
        if (set.size === 0 && this.#waiting.get(transferId) === set) this.#waiting.delete(transferId);
        if (this.#waiting.size === 0) this.#onIdle?.();
      },
    };
  }

  #wake(transferId: string): void {
    for (const wake of this.#waiting.get(transferId) ?? []) wake();
  }
}
