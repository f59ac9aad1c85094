/**
 * Logins that were refused: counted by who was claimed to be and by address, logged and measured. The log keeps to a
 * few lines however many there are.
 *
 * Secrets of machines (tokens, client secrets, machine secrets) are of 32 random characters or more: guessing is of no
 * use, so a right one is always let in and only a wrong one is told to wait. Otherwise anybody at the same address could
 * lock a machine out. A password of a person can be guessed: after too many wrong ones none is looked at for a while.
 * And to look at one costs a fifth of a second of a processor, so it is also counted by address alone, whatever the name.
 * A sign-in through the identity provider is guarded there, and never told to wait here.
 */
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { addressBlock } from './address-block.ts';
import { LoginCounters, WINDOW_MS } from './login-counters.ts';

/** The doors that are closed to wrong logins for a while. */
export type CountedDoor = 'bearer' | 'client' | 'operator' | 'kiosk' | 'phone';

export interface Knock<Door extends string = CountedDoor> {
  readonly door: Door;
  /** Who it says it is: client id, operator or asset; empty for a token, which does not say. */
  readonly principal: string;
  readonly address: string;
}

/** Wrong ones in a minute. A kiosk that has the wrong secret tries about ten times a minute, and is told each time. */
export const MOST: Readonly<Record<CountedDoor, number>> = {
  bearer: 20,
  client: 10,
  operator: 10,
  kiosk: 20,
  phone: 20,
};
/** Wrong passwords of one address, under any names. */
export const MOST_PASSWORDS = 30;

/** Lines that a door may write to the log in a window; the rest are one line at its end. */
const MOST_LINES = 10;

export class RefusedLogins {
  readonly #log: Log;
  readonly #metrics: Pick<Metrics, 'loginRefused'>;
  readonly #now: () => number;
  /** Each door has its own: at one where anybody may knock, nobody pushes the counters of another out. */
  readonly #counters = new Map<CountedDoor, LoginCounters>();
  readonly #passwordsByAddress: LoginCounters;
  readonly #lines = new Map<CountedDoor | 'openid', { written: number; readonly until: number }>();

  /** @param now monotonic milliseconds. */
  constructor(log: Log, metrics: Pick<Metrics, 'loginRefused'>, now = () => performance.now()) {
    this.#log = log;
    this.#metrics = metrics;
    this.#now = now;
    this.#passwordsByAddress = new LoginCounters(MOST_PASSWORDS, now);
  }

  /** Whole seconds for which no further wrong login is welcome; 0: it is. */
  waitS(knock: Knock): number {
    return this.#countersOf(knock.door).waitS(keyOf(knock));
  }

  /** Counts, measures and logs a wrong one. @returns {@link waitS} as it was before this one. */
  refused(knock: Knock): number {
    const waitS = this.waitS(knock);
    this.#countersOf(knock.door).count(keyOf(knock));
    this.tell(knock);
    return waitS;
  }

  /**
   * A password counts as wrong until it is found right, so many at once are still checked one after the other.
   * @returns whole seconds to wait, and nothing was counted; or what takes it back when it was not wrong.
   */
  beforePassword(knock: Knock): number | (() => void) {
    const counters = this.#countersOf(knock.door);
    const block = addressBlock(knock.address);
    const waitS = Math.max(this.waitS(knock), this.#passwordsByAddress.waitS(block));
    if (waitS > 0) return waitS;
    const takeBacks = [counters.count(keyOf(knock)), this.#passwordsByAddress.count(block)];
    return () => {
      for (const takeBack of takeBacks) takeBack();
    };
  }

  /** Measures and logs a wrong one that is counted already, or at a door that is never closed. */
  tell({ door, principal, address }: Knock<CountedDoor | 'openid'>): void {
    this.#metrics.loginRefused(door);
    const before = this.#lines.get(door);
    const isCurrent = before !== undefined && before.until > this.#now();
    const lines = isCurrent ? before : { written: 0, until: this.#now() + WINDOW_MS };
    this.#lines.set(door, lines);
    if (before && !isCurrent && before.written > MOST_LINES)
      this.#log.warn(
        { door, more: before.written - MOST_LINES },
        'more logins were refused than were logged',
      );
    if (++lines.written <= MOST_LINES)
      this.#log.warn({ door, principal: principal.slice(0, 40), address }, 'login refused');
  }

  #countersOf(door: CountedDoor): LoginCounters {
    const counters = this.#counters.get(door) ?? new LoginCounters(MOST[door], this.#now);
    this.#counters.set(door, counters);
    return counters;
  }
}

function keyOf({ principal, address }: Knock): string {
  return JSON.stringify([principal.slice(0, 128), addressBlock(address)]);
}
