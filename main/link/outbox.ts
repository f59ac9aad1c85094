import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { Clock } from '../../hardware/clock.ts';

export interface OutboxPorts {
  /** What the journal holds that the bridge has not acknowledged, oldest first: at most `limit` after the first `skip`. */
  pending: (skip: number, limit: number) => KioskMessage[];
  /** False where there is no link. */
  send: (message: KioskMessage) => boolean;
  /** Called when all that is pending has been sent, acknowledged or not. May be called more than once. */
  saidAll?: () => void;
  clock: Clock;
}

export const REPEAT_MS = 3_000;

/** A kiosk that was cut off for days must not overload the bridge. */
export const BATCH = 50;

/**
 * Repeats what must reach the bridge until it is acknowledged; the journal remembers them, not this [durable-first].
 */
export class Outbox {
  #unanswered = 0;
  /** All that was pending at the last look has been sent: what comes now is the only thing to send. */
  #saidAll = false;
  /**
   * How many of the oldest were sent and not acknowledged. They are skipped, so that they do not hold back the others.
   */
  #passedOver = 0;
  #cancelTimer: () => void = () => undefined;
  readonly #ports: OutboxPorts;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  /** The journal has one more, the newest. It is sent at once, without a look at the journal, where it is next. */
  add(message: KioskMessage): void {
    if (!this.#saidAll || !this.#ports.send(message)) {
      this.flush();
      return;
    }
    this.#unanswered += 1;
    this.#repeatLater();
    this.#ports.saidAll?.();
  }

  /** Sends now, oldest first, and goes on until nothing is pending or the link is gone. */
  flush(): void {
    this.#cancelTimer();
    const pending = this.#next();
    const batch = pending.slice(0, BATCH);
    this.#unanswered = batch.length;
    const sent = batch.every((message) => this.#ports.send(message));
    if (sent && batch.length > 0) this.#repeatLater();
    this.#saidAll = sent && pending.length === batch.length;
    if (this.#saidAll) this.#ports.saidAll?.();
  }

  /** A new link: nothing has been said on it yet. */
  linked(): void {
    this.#passedOver = 0;
    this.flush();
  }

  /** One of them was acknowledged, and the journal has recorded that. */
  acknowledged(): void {
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.flush();
  }

  stop(): void {
    this.#cancelTimer();
  }

  #repeatLater(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.after(REPEAT_MS, () => {
      this.#passedOver += this.#unanswered;
      this.flush();
    });
  }

  /**
   * One message more than a batch, which tells whether there are more. After the newest it begins again with the
   * oldest.
   */
  #next(): KioskMessage[] {
    const next = this.#ports.pending(this.#passedOver, BATCH + 1);
    if (next.length > 0 || this.#passedOver === 0) return next;
    this.#passedOver = 0;
    return this.#ports.pending(0, BATCH + 1);
  }
}
