/** Lets a funding request wait until its transfer changes, on whichever bridge process that happens. */
import { LONGEST_TIMER_MS } from '../../protocol/longest-timer.ts';
import type { Money } from '../../protocol/money.ts';
import type { Notices } from '../platform/postgres/notices.ts';

export interface Watch {
  changed(timeoutMs: number): Promise<void>;
  credited(): Money | null;
  end(): void;
}

/** What is forgotten is told to everybody. */
const MOST_ELSEWHERE = 10_000;

export class Settlements {
  readonly #notices: Notices;
  /** The process at which a request waits for a transfer whose order came from there. */
  readonly #elsewhere = new Map<string, string>();
  /** What was credited, for those that wait for it. */
  readonly #credited = new Map<string, Money>();
  #released = false;
  #onIdle: (() => void) | null = null;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(notices: Notices) {
    this.#notices = notices;
    notices.on('settled', ({ transferId }) => this.#wake(transferId));
    notices.on('ordered', ({ awaited }) => {
      if (awaited) this.#waitsElsewhere(awaited.transferId, awaited.bridgeId);
    });
    // A notice may have been missed: everybody looks again.
    notices.on('resumed', () => {
      for (const transferId of this.#waiting.keys()) this.#wake(transferId);
    });
  }

  /**
   * A transfer was settled on this process, durably. A credit is told to the process at which the request waits for it, and
   * to nobody else: a repetition of that request at another one looks by itself. @param credited where that is what became
   * of it.
   */
  settled(transferId: string, credited: Money | null): void {
    const notice = { kind: 'settled', transferId } as const;
    const elsewhere = this.#elsewhere.get(transferId) ?? null;
    this.#elsewhere.delete(transferId);
    if (credited === null || !this.#waiting.has(transferId)) {
      this.#notices.publish(notice, credited === null ? null : elsewhere);
      return;
    }
    this.#credited.set(transferId, credited);
    this.#notices.tellHere(notice);
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
   * `changed` resolves at the next change, or after `timeoutMs`; `credited` is what this process has heard; `end` must be
   * called.
   */
  watch(transferId: string): Watch {
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
      credited: () => this.#credited.get(transferId) ?? null,
      end: () => {
        set.delete(wake);
        if (set.size === 0 && this.#waiting.get(transferId) === set) {
          this.#waiting.delete(transferId);
          this.#credited.delete(transferId);
        }
        if (this.#waiting.size === 0) this.#onIdle?.();
      },
    };
  }

  #waitsElsewhere(transferId: string, bridgeId: string): void {
    this.#elsewhere.set(transferId, bridgeId);
    const [oldest] = this.#elsewhere.keys();
    if (this.#elsewhere.size > MOST_ELSEWHERE && oldest !== undefined) this.#elsewhere.delete(oldest);
  }

  #wake(transferId: string): void {
    for (const wake of this.#waiting.get(transferId) ?? []) wake();
  }
}
