/**
 * Notices a renderer that does not paint: one that is stopped or hangs could leave a code on the glass beyond its expiry
 * [live-codes-only]. Chromium's own `unresponsive` comes only after input, of which a topper has none.
 */
import type { Clock } from '../../hardware/clock.ts';

/** Two frames follow a snapshot in a few ten milliseconds. A code that may not be there must be gone in seconds. */
const PAINTED_WITHIN_MS = 4_000;

/** A timer that is later than this was late because this process was stopped, not the renderer. */
const OVERSLEPT_MS = 1_000;

export class PaintWatch {
  readonly #clock: Clock;
  readonly #silent: () => void;
  #callOff: (() => void) | null = null;
  /** A page that loads has nothing on the glass yet: it is given the time that a busy machine needs. */
  #page: 'none' | 'loads' | 'paints' = 'none';
  #awaited = 0;

  constructor(clock: Clock, silent: () => void) {
    this.#clock = clock;
    this.#silent = silent;
  }

  /** A page is being loaded, and should paint for the first time within this. */
  loads(withinMs: number): void {
    this.rest();
    this.#page = 'loads';
    this.#awaited = 0;
    this.#arm(withinMs);
  }

  /** A snapshot with this sequence went to the renderer, which should report it or a newer one as painted. */
  sent(sequence: number): void {
    if (this.#page === 'none') return;
    this.#awaited = sequence;
    if (this.#callOff === null) this.#arm(PAINTED_WITHIN_MS);
  }

  painted(sequence: number): void {
    if (this.#page === 'none') return;
    this.#page = 'paints';
    this.#disarm();
    if (sequence < this.#awaited) this.#arm(PAINTED_WITHIN_MS); // it is late, but it paints
  }

  /** There is no renderer to wait for. */
  rest(): void {
    this.#page = 'none';
    this.#disarm();
  }

  #disarm(): void {
    this.#callOff?.();
    this.#callOff = null;
  }

  #arm(withinMs: number): void {
    const due = this.#clock.now() + withinMs;
    this.#callOff = this.#clock.after(withinMs, () => {
      this.#callOff = null;
      if (this.#clock.now() - due > OVERSLEPT_MS) this.#arm(withinMs);
      else this.#silent();
    });
  }
}
