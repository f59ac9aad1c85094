/**
 * Notices a renderer that takes snapshots and paints none: hung, it could leave a code on the glass beyond its expiry
 * [live-codes-only]. Chromium's own `unresponsive` comes only after input, of which a topper has none.
 */
import type { Clock } from '../../hardware/clock.ts';

/** Two frames follow a snapshot in a few ten milliseconds; a page that loads takes longer. */
const PAINTED_WITHIN_MS = 4_000;

/** A timer that is later than this was late because this process was stopped, not the renderer. */
const OVERSLEPT_MS = 1_000;

export class PaintWatch {
  readonly #clock: Clock;
  readonly #hung: () => void;
  #callOff: (() => void) | null = null;
  #awaited = 0;

  constructor(clock: Clock, hung: () => void) {
    this.#clock = clock;
    this.#hung = hung;
  }

  /** A snapshot with this sequence went to the renderer, which should report it or a newer one as painted. */
  sent(sequence: number): void {
    this.#awaited = sequence;
    if (this.#callOff === null) this.#arm();
  }

  painted(sequence: number): void {
    this.rest();
    if (sequence < this.#awaited) this.#arm(); // it is late, but it paints
  }

  /** There is no renderer to wait for. */
  rest(): void {
    this.#callOff?.();
    this.#callOff = null;
  }

  #arm(): void {
    const due = this.#clock.now() + PAINTED_WITHIN_MS;
    this.#callOff = this.#clock.after(PAINTED_WITHIN_MS, () => {
      this.#callOff = null;
      if (this.#clock.now() - due > OVERSLEPT_MS) this.#arm();
      else this.#hung();
    });
  }
}
