/**
 * The steps of one link, one after the other. When the bridge has ended the link, no further step is taken: the kiosk tells
 * all that was not acknowledged on its next link.
 */
import type { Log } from '../platform/log.ts';
import type { KioskLink } from './kiosk-link.ts';

/** How many steps of one machine may wait: two rounds of everything that a kiosk repeats. */
export const MOST_WAITING = 200;

export class Turns {
  readonly #link: Pick<KioskLink, 'isEnded'>;
  readonly #log: Log;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(link: Pick<KioskLink, 'isEnded'>, log: Log) {
    this.#link = link;
    this.#log = log;
  }

  /** Resolves when the steps so far are done; never rejects. */
  get done(): Promise<void> {
    return this.#last;
  }

  /** An error costs only time: the kiosk repeats what is not acknowledged, and the hub looks again. */
  take(step: () => Promise<void>): void {
    this.#waiting++;
    this.#last = this.#last
      .then(() => (this.#link.isEnded ? undefined : step()))
      .catch((error: unknown) => {
        this.#log.error({ err: error }, 'message of a kiosk not handled');
      })
      .finally(() => this.#waiting--);
  }

  /** For somebody who waits for the step. @returns null: the link has ended, and the step was not taken. */
  async run<T>(step: () => Promise<T>): Promise<T | null> {
    const taken = this.#last.then(() => (this.#link.isEnded ? null : step()));
    this.#waiting++;
    this.#last = taken.then(ignore, ignore).finally(() => this.#waiting--);
    return taken;
  }

  /**
   * For messages that the kiosk repeats until they are acknowledged. While too many steps wait, the step is dropped: it
   * comes again when the kiosk repeats the message.
   */
  takeOrLeave(step: () => Promise<void>): void {
    if (this.#waiting < MOST_WAITING) this.take(step);
  }
}

/** Whoever waits for the step has its result. */
function ignore(): void {}
