/**
 * The renderer's own guard [blank-by-itself]: the code leaves the glass at its expiry even when the main process is
 * frozen, dead or silent. It is the renderer's only clock, and a monotonic one: the cabinet's wall clock may be wrong.
 */
import { LONGEST_TIMER_MS } from '../../protocol/longest-timer.ts';

export interface GuardClock {
  /** Milliseconds that never run backwards. */
  now(): number;
  setTimeout(run: () => void, ms: number): number;
  clearTimeout(handle: number): void;
}

/**
 * Time for a frame or two to paint the blank, so that the code is gone at its expiry and not after it
 * [live-codes-only].
 */
export const PAINT_MARGIN_MS = 50;

export class ExpiryGuard {
  readonly #clock: GuardClock;
  readonly #onExpired: () => void;
  #timer: number | null = null;

  constructor(clock: GuardClock, onExpired: () => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** Watches this deadline, in the clock's milliseconds, instead of any before it. */
  watch(deadline: number): void {
    this.stop();
    const left = deadline - PAINT_MARGIN_MS - this.#clock.now();
    if (left <= 0) {
      this.#onExpired();
      return;
    }
    // A timer may fire early, and has a longest delay: look at the clock again when it does.
    this.#timer = this.#clock.setTimeout(() => this.watch(deadline), Math.min(left, LONGEST_TIMER_MS));
  }

  stop(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
