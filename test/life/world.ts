/**
 * A world for the life of a code: a bridge that answers when and as it likes, a link that stalls and breaks, a machine
 * that stops being playable, timers that are late. The promises are checked at every instant at which anything can be
 * different.
 */
import type { CodeFailure } from '../../protocol/egm-link.ts';
import {
  codeAt,
  initialCodeState,
  stepCode,
  wakeAt,
  type CodeEvent,
  type CodePolicy,
  type CodeState,
  type ShownCode,
} from '../../main/code/life.ts';

export type WorldCommand =
  | { do: 'pass'; ms: number; timerLateMs: number }
  /** The bridge answers one of the requests it has not forgotten; the answer travels for a while. */
  | { do: 'issue'; which: number; lifetimeMs: number; transitMs: number }
  | { do: 'fail'; which: number; reason: CodeFailure; retryAfterMs: number; transitMs: number }
  | { do: 'cut' }
  | { do: 'link' }
  | { do: 'playable'; playable: boolean }
  | { do: 'credit' }
  | { do: 'changePlayer' }
  | { do: 'suspend' };

interface Arrival {
  at: number;
  event: CodeEvent;
}

const REFUSALS: readonly string[] = [
  'CODE_SOURCE_REFUSED_REQUEST',
  'CODE_SOURCE_REFUSED_CREDENTIALS',
  'CODE_SOURCE_REFUSED_MERCHANT',
];

/** The least a refusal keeps us from asking again: half of the first delay, as the jitter allows. */
const LEAST_PAUSE_MS = 7_500;

/** A code that lives shorter is not followed by the next one at once. */
const LEAST_BETWEEN_MS = 1_000;

export class World {
  now = 0;
  steps = 0;
  state: CodeState = initialCodeState;
  #linked = false;
  #playable = true;
  #asked: number[] = [];
  #arrivals: Arrival[] = [];
  /** When the code of a request really ends, by url. */
  readonly #ends = new Map<string, number>();
  /** Codes that led to a credit, or that were on the glass when one came. */
  readonly #spent = new Set<string>();
  /** Codes of requests up to this one were made for players who are gone. */
  #lastOfOtherPlayers = 0;
  #newestShown = 0;
  /** Not before then may be asked again. */
  #pausedUntil = -Infinity;
  #last: ShownCode | null = null;
  #issued = 0;
  readonly #policy: CodePolicy;
  readonly #random: () => number;

  constructor(policy: CodePolicy, random: () => number) {
    this.#policy = policy;
    this.#random = random;
  }

  do(command: WorldCommand): void {
    switch (command.do) {
      case 'pass':
        this.#pass(command.ms, command.timerLateMs);
        return;
      case 'issue':
        this.#issue(command);
        return;
      case 'fail':
        this.#fail(command);
        return;
      case 'cut':
        this.#linked = false;
        this.#arrivals = [];
        this.#asked = [];
        this.#want();
        return;
      case 'link':
        this.#linked = true;
        this.#arrivals = [];
        this.#asked = [];
        this.#pausedUntil = -Infinity;
        this.#step({ type: 'linked' });
        this.#want();
        return;
      case 'playable':
        this.#playable = command.playable;
        this.#want();
        return;
      case 'credit':
        for (const url of this.#ends.keys()) if (url === this.#last?.url) this.#spent.add(url);
        this.#step({ type: 'credited' });
        return;
      case 'changePlayer':
        this.#lastOfOtherPlayers = this.state.lastRequestId;
        this.#step({ type: 'playerChanged' });
        return;
      case 'suspend':
        // The bridge's time went on while ours stood still: whatever it said before is not what it seems.
        for (const url of this.#ends.keys()) this.#ends.set(url, -Infinity);
        this.#pausedUntil = -Infinity;
        this.#step({ type: 'resumed' });
    }
  }

  /** Everything works from now on; within a minute of it there must be a code. */
  heal(): void {
    this.do({ do: 'playable', playable: true });
    this.do({ do: 'link' });
    for (let second = 0; second < 60; second += 1) {
      this.do({ do: 'issue', which: -1, lifetimeMs: 300_000, transitMs: 100 });
      this.do({ do: 'pass', ms: 1_000, timerLateMs: 0 });
    }
    if (codeAt(this.state, this.now) === null) throw new Error('no code a minute after all was well again');
  }

  #want(): void {
    const wanted = this.#linked && this.#playable;
    if (wanted !== this.state.wanted) this.#step({ type: 'wanted', wanted });
  }

  #issue({ which, lifetimeMs, transitMs }: Extract<WorldCommand, { do: 'issue' }>): void {
    const requestId = this.#asked.at(which < 0 ? -1 : which % Math.max(1, this.#asked.length));
    if (requestId === undefined) return;
    this.#issued += 1;
    const url = `https://pay.example/?token=${this.#issued}`;
    this.#ends.set(url, this.now + lifetimeMs);
    this.#arrivals.push({
      at: this.now + transitMs,
      event: { type: 'issued', requestId, url, lifetimeMs },
    });
  }

  #fail({ which, reason, retryAfterMs, transitMs }: Extract<WorldCommand, { do: 'fail' }>): void {
    const requestId = this.#asked.at(which % Math.max(1, this.#asked.length));
    if (requestId === undefined) return;
    this.#arrivals.push({
      at: this.now + transitMs,
      event: { type: 'failed', requestId, reason, retryAfterMs },
    });
  }

  #pass(ms: number, timerLateMs: number): void {
    const until = this.now + ms;
    let steps = 0;
    for (;;) {
      const wake = wakeAt(this.state, this.#policy);
      const timer = wake === null ? Infinity : Math.max(this.now, wake) + timerLateMs;
      const arrival = this.#nextArrival();
      // The instant at which a code ends is looked at even though nothing may happen then.
      const end = this.#last === null || this.#last.expiresAt <= this.now ? Infinity : this.#last.expiresAt;
      const next = Math.min(timer, arrival?.at ?? Infinity, end);
      if (next > until) break;
      steps = next > this.now ? 0 : steps + 1;
      if (steps > 1_000) throw new Error('the machine wants to be woken again and again at the same instant');
      this.now = Math.max(this.now, next);
      this.#check(null);
      if (arrival !== null && arrival.at <= next) {
        this.#arrivals.splice(this.#arrivals.indexOf(arrival), 1);
        this.#step(arrival.event);
      } else if (timer <= next) {
        this.#step({ type: 'tick' });
      }
    }
    this.now = Math.max(this.now, until);
    this.#check(null);
  }

  #nextArrival(): Arrival | null {
    return this.#arrivals.reduce<Arrival | null>(
      (first, next) => (first === null || next.at < first.at ? next : first),
      null,
    );
  }

  #step(event: CodeEvent): void {
    this.steps += 1;
    const before = this.state;
    const { state, effects } = stepCode(
      before,
      event,
      { now: this.now, random: this.#random() },
      this.#policy,
    );
    this.state = state;
    if (event.type === 'issued' && state.shown?.requestId === event.requestId) this.#pausedUntil = -Infinity;
    for (const { requestId } of effects) {
      if (!state.wanted) throw new Error('asked for a code that nobody could use');
      if (this.now < this.#pausedUntil) throw new Error('asked again too soon after a refusal');
      this.#asked.push(requestId);
    }
    if (event.type === 'failed' && state.failures > before.failures && state.trouble === event.reason) {
      const pause = REFUSALS.includes(event.reason) ? LEAST_PAUSE_MS : 0;
      this.#pausedUntil = this.now + Math.max(event.retryAfterMs, pause);
    }
    this.#check(event);
  }

  #check(event: CodeEvent | null): void {
    const code = codeAt(this.state, this.now);
    const last = this.#last;
    this.#last = code;
    if (code === null) {
      const taken = last !== null && this.now < last.expiresAt;
      const reasons = ['wanted', 'linked', 'resumed', 'credited', 'playerChanged'];
      if (taken && !(event !== null && reasons.includes(event.type))) {
        throw new Error(
          'the old code went before its expiry though nothing took its place [rotated-in-time]',
        );
      }
      return;
    }
    const end = this.#ends.get(code.url);
    if (end === undefined) throw new Error('what is shown was never issued [verbatim-code]');
    if (this.now >= end) throw new Error('a code is on the glass after its expiry [live-codes-only]');
    if (!this.#linked || !this.#playable)
      throw new Error('a code that cannot lead to a credit [live-codes-only]');
    if (this.#spent.has(code.url))
      throw new Error('a code that led to a credit is still there [used-is-gone]');
    if (code.requestId <= this.#lastOfOtherPlayers) throw new Error("another player's code is on the glass");
    if (code.requestId < this.#newestShown)
      throw new Error('an older code took the place of a newer one [verbatim-code]');
    this.#newestShown = code.requestId;
    this.#checkAskedInTime(code, event);
  }

  /**
   * Looked at after each step: a machine that was stepped in time has asked in time, or was told to wait
   * [rotated-in-time].
   */
  #checkAskedInTime(code: ShownCode, event: CodeEvent | null): void {
    if (event === null || this.state.trouble !== null) return;
    const before = Math.min(this.#policy.rotateBeforeExpiryMs, code.lifetimeMs / 2);
    const asked = this.state.pending.some((request) => request.requestId > code.requestId);
    const due = Math.max(code.expiresAt - before, this.state.lastAskedAt + LEAST_BETWEEN_MS);
    if (this.now >= due && !asked) {
      throw new Error('the next code was not asked for in time [rotated-in-time]');
    }
  }
}
