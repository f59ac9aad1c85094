/**
 * Logins that were refused: counted by who was claimed to be and by address, logged and measured. The log keeps to a
 * few lines however many there are.
 *
 * Secrets of machines (tokens, client secrets, machine secrets) are of 32 random characters or more: guessing is of no
 * use, so a right one is always let in and only a wrong one is told to wait. Otherwise anybody at the same address could
 * lock a machine out. A password of a person can be guessed: after too many wrong ones none is looked at for a while.
 * A sign-in through the identity provider is guarded there, and never told to wait here.
 */
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

export type Door = 'bearer' | 'client' | 'operator' | 'openid' | 'kiosk';

export interface Knock {
  readonly door: Door;
  /** Who it says it is: client id, operator or asset; empty for a token, which does not say. */
  readonly principal: string;
  readonly address: string;
}

export const WINDOW_MS = 60_000;
/** Wrong ones in a window. A kiosk that has the wrong secret tries about ten times a minute, and is told each time. */
export const MOST: Readonly<Record<Door, number>> = {
  bearer: 20,
  client: 10,
  operator: 10,
  openid: 10,
  kiosk: 20,
};
/** So many counters are kept; the oldest goes first. */
const MOST_COUNTERS = 10_000;

/** Lines that a door may write to the log in a window; the rest are one line at its end. */
const MOST_LINES = 10;

interface Count {
  wrong: number;
  readonly until: number;
}

export class RefusedLogins {
  readonly #log: Log;
  readonly #metrics: Pick<Metrics, 'loginRefused'>;
  readonly #now: () => number;
  readonly #counts = new Map<string, Count>();
  readonly #lines = new Map<Door, Count>();

  /** @param now monotonic milliseconds. */
  constructor(log: Log, metrics: Pick<Metrics, 'loginRefused'>, now = () => performance.now()) {
    this.#log = log;
    this.#metrics = metrics;
    this.#now = now;
  }

  /** Whole seconds for which no further wrong login is welcome; 0: it is. */
  waitS(knock: Knock): number {
    const count = this.#counts.get(keyOf(knock));
    if (!count || count.wrong < MOST[knock.door]) return 0;
    return Math.max(0, Math.ceil((count.until - this.#now()) / 1_000));
  }

  /** @returns {@link waitS} as it was before this one. */
  refused(knock: Knock): number {
    const waitS = this.waitS(knock);
    const key = keyOf(knock);
    const count = this.#current(this.#counts, key);
    count.wrong++;
    if (this.#counts.size > MOST_COUNTERS) {
      const [oldest] = this.#counts.keys();
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    this.#metrics.loginRefused(knock.door);
    this.#write(knock);
    return waitS;
  }

  #write({ door, principal, address }: Knock): void {
    const before = this.#lines.get(door);
    const lines = this.#current(this.#lines, door);
    if (before && before !== lines && before.wrong > MOST_LINES)
      this.#log.warn({ door, more: before.wrong - MOST_LINES }, 'more logins were refused than were logged');
    if (++lines.wrong <= MOST_LINES)
      this.#log.warn({ door, principal: principal.slice(0, 40), address }, 'login refused');
  }

  #current<Key>(counts: Map<Key, Count>, key: Key): Count {
    const found = counts.get(key);
    if (found && found.until > this.#now()) return found;
    const count = { wrong: 0, until: this.#now() + WINDOW_MS };
    counts.delete(key); // so that the order of the map is the order of age
    counts.set(key, count);
    return count;
  }
}

function keyOf({ door, principal, address }: Knock): string {
  return JSON.stringify([door, principal.slice(0, 128), address]);
}
