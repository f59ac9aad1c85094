import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { Clock } from '../clock/clock.ts';

export interface OutboxPorts {
  /** What the journal holds that the bridge has not acknowledged, oldest first. */
  pending: () => KioskMessage[];
  /** False where there is no link. */
  send: (message: KioskMessage) => boolean;
  clock: Clock;
}

export const REPEAT_MS = 3_000;

/** A kiosk that was cut off for days must not drown the bridge. */
export const BATCH = 50;

/** Repeats what must reach the bridge until it is acknowledged; the journal, not this, is what remembers (M3). */
export class Outbox {
  #unanswered = 0;
  /** The oldest that were sent and not acknowledged: what the bridge cannot take must not keep it from what it can. */
  #passedOver = 0;
  #saidAll = false;
  #cancelTimer: () => void = () => undefined;
  readonly #ports: OutboxPorts;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  /** Sends now, oldest first, and goes on until nothing is pending or the link is gone. */
  flush(): void {
    this.#cancelTimer();
    const pending = this.#ports.pending();
    if (this.#passedOver >= pending.length) this.#passedOver = 0;
    const batch = pending.slice(this.#passedOver, this.#passedOver + BATCH);
    this.#unanswered = batch.length;
    const sent = batch.every((message) => this.#ports.send(message));
    this.#saidAll = sent && this.#passedOver + batch.length === pending.length;
    if (batch.length === 0 || !sent) return;
    this.#cancelTimer = this.#ports.clock.after(REPEAT_MS, () => {
      this.#passedOver += this.#unanswered;
      this.flush();
    });
  }

  /** A new link: nothing has been said on it yet. */
  linked(): void {
    this.#passedOver = 0;
    this.flush();
  }

  /** Everything that was pending at the last look has been sent, acknowledged or not. */
  get saidAll(): boolean {
    return this.#saidAll;
  }

  /** One of them was acknowledged, and the journal knows. */
  acknowledged(): void {
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.flush();
  }

  stop(): void {
    this.#cancelTimer();
  }
}
