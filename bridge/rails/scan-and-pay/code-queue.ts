/**
 * The one way of all machines to Trustly: under a ceiling of requests per second, machines with a player first, no
 * machine with more than its share, and a pause when Trustly does not work or asks for one. When ten thousand kiosks
 * come back at once, each gets a turn, so that Trustly gets no storm of requests.
 */
import type { CodeFailure } from '../../../protocol/egm-link.ts';
import {
  CODE_WITHIN_MS,
  type CodeAsk,
  type CodeSource,
  type IssuedCode,
  type NoCode,
  type Urgency,
} from '../rail.ts';
import type { CodeAnswer, CodeTerms } from './client.ts';
import { admit, CLOSED, conclude, type Breaker, type Verdict } from './circuit-breaker.ts';
import { MachineShares } from './machine-shares.ts';
import { fullCeiling, take, type Ceiling } from './rate-ceiling.ts';

export interface CodeQueueRules {
  readonly perSecond: number;
}

/** Trustly, as far as the queue knows it. */
interface Client {
  issueCode(ask: CodeAsk, terms: CodeTerms): Promise<CodeAnswer>;
}

interface Waiting {
  readonly ask: CodeAsk;
  readonly urgency: Urgency;
  /** `performance.now()` at which the kiosk gets an answer, whatever it is. */
  readonly until: number;
  readonly answer: (answer: IssuedCode | NoCode) => void;
}

/** How long a kiosk waits, as a rule. One that would wait longer is told when to ask again. */
const LONGEST_WAIT_MS = 4_000;
const MORE_WAITING = 32;
/** A request whose turn comes with less time left is given up. */
const LEAST_LEFT_MS = 1_000;
/** Requests under way at once: enough for the ceiling's pace while Trustly takes nearly all the time there is. */
const mostUnderWay = (perSecond: number) => Math.min(512, Math.max(32, perSecond * 8));
const BREAKER = { failures: 5, openMs: 3_000 };
/** Soon enough for a second chance before a code expires; a kiosk waits longer by itself for what only a person cures. */
const RETRY_MS = 1_000;

export class CodeQueue implements CodeSource {
  readonly #client: Client;
  readonly #perSecond: number;
  readonly #mostUnderWay: number;
  readonly #waiting: Waiting[] = [];
  readonly #shares = new MachineShares();
  #underWay = 0;
  #ceiling: Ceiling;
  #breaker: Breaker = CLOSED;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  /** The turn that was last promised to somebody who was sent away, by our monotonic clock. */
  #lastTurn = 0;

  constructor(client: Client, rules: CodeQueueRules) {
    this.#client = client;
    this.#perSecond = rules.perSecond;
    this.#mostUnderWay = mostUnderWay(rules.perSecond);
    this.#ceiling = fullCeiling(rules.perSecond, performance.now());
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get isPaused(): boolean {
    return this.#breaker.state !== 'closed';
  }

  /** Refuses at once all requests that wait, and all that come later. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#refuseAll('CODE_SOURCE_UNREACHABLE');
  }

  /** Never rejects. */
  async issueCode(ask: CodeAsk, urgency: Urgency): Promise<IssuedCode | NoCode> {
    if (this.#stopped) return this.#refused('CODE_SOURCE_UNREACHABLE');
    const now = performance.now();
    const waitMs = this.#shares.take(ask.asset, now);
    if (waitMs > 0) return { kind: 'failed', reason: 'BUSY', retryAfterMs: waitMs };
    return new Promise((answer) => {
      this.#enter({ ask, urgency, until: now + CODE_WITHIN_MS, answer });
      if (this.#waiting.length > (this.#perSecond * LONGEST_WAIT_MS) / 1_000 + MORE_WAITING) {
        this.#sendAway(this.#waiting.pop());
      }
      this.#advance();
    });
  }

  /**
   * A machine has one place in the queue: a newer request takes the place of the one before, which nobody waits for any
   * more.
   */
  #enter(entry: Waiting): void {
    const older = this.#waiting.findIndex(({ ask }) => ask.asset === entry.ask.asset);
    const replaced = this.#waiting[older];
    if (replaced) {
      replaced.answer({ kind: 'failed', reason: 'BUSY', retryAfterMs: spread(RETRY_MS) });
      if (replaced.urgency <= entry.urgency) {
        this.#waiting[older] = { ...entry, urgency: replaced.urgency };
        return;
      }
      this.#waiting.splice(older, 1);
    }
    const place = this.#waiting.findIndex(({ urgency }) => urgency > entry.urgency);
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, entry);
  }

  #advance(): void {
    while (this.#waiting.length > 0 && this.#underWay < this.#mostUnderWay) {
      const now = performance.now();
      if ((this.#waiting[0]?.until ?? 0) - now < LEAST_LEFT_MS) {
        this.#sendAway(this.#waiting.shift());
        continue;
      }
      const admission = admit(this.#breaker, now);
      if (!admission.admitted) {
        this.#refuseAll(admission.reason);
        return;
      }
      const room = this.#takeRoom();
      if (!room.taken) {
        this.#advanceIn(room.waitMs);
        return;
      }
      this.#breaker = admission.breaker;
      const next = this.#waiting.shift();
      if (next) void this.#send(next);
    }
  }

  /** Every request counts, also one that is a second try. */
  #takeRoom(): { taken: true } | { taken: false; waitMs: number } {
    const room = take(this.#ceiling, this.#perSecond, performance.now());
    if (room.taken) this.#ceiling = room.ceiling;
    return room;
  }

  #advanceIn(ms: number): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#advance();
    }, ms);
  }

  async #send({ ask, until, answer }: Waiting): Promise<void> {
    this.#underWay++;
    const result = await this.#client.issueCode(ask, { until, mayRetry: () => this.#takeRoom().taken });
    this.#underWay--;
    this.#breaker = conclude(this.#breaker, verdictOf(result), performance.now(), BREAKER);
    answer(result.kind === 'issued' ? result : this.#refused(result.reason));
    this.#advance();
  }

  #refuseAll(reason: CodeFailure): void {
    for (const { answer } of this.#waiting.splice(0)) answer(this.#refused(reason));
  }

  /** Nobody comes back while the circuit is open, and not all at once when it shuts. */
  #refused(reason: CodeFailure): NoCode {
    const openMs = this.#breaker.state === 'open' ? this.#breaker.until - performance.now() : 0;
    return { kind: 'failed', reason, retryAfterMs: Math.ceil(openMs) + spread(RETRY_MS) };
  }

  #sendAway(waiting: Waiting | undefined): void {
    if (!waiting) return;
    const now = performance.now();
    const turn = this.#shares.turn(waiting.ask.asset, now, () => this.#nextTurn(now));
    waiting.answer({ kind: 'failed', reason: 'BUSY', retryAfterMs: Math.round(turn - now) });
  }

  /** Every machine that is sent away gets a turn of its own, one after the other at the ceiling's pace. */
  #nextTurn(now: number): number {
    this.#lastTurn = Math.max(this.#lastTurn, now + LONGEST_WAIT_MS / 2) + 1_000 / this.#perSecond;
    return this.#lastTurn;
  }
}

/** Spread, so that machines that failed together do not come back together. */
function spread(ms: number): number {
  return Math.round(ms * (0.75 + Math.random() / 2));
}

/**
 * A refusal of this machine, of our credentials or of this path is an answer of a Trustly that works. A redirect is
 * not: a server that redirects one path redirects all of them.
 */
function verdictOf(answer: CodeAnswer): Verdict {
  if (answer.kind === 'issued') return { kind: 'works' };
  const { reason, pauseMs } = answer;
  if (pauseMs !== null) return { kind: 'pauses', reason, ms: Math.max(pauseMs, BREAKER.openMs) };
  switch (reason) {
    case 'CODE_SOURCE_RATE_LIMITED':
      return { kind: 'pauses', reason, ms: BREAKER.openMs };
    case 'CODE_SOURCE_UNREACHABLE':
    case 'CODE_SOURCE_TIMED_OUT':
    case 'CODE_SOURCE_FAILED':
    case 'CODE_SOURCE_REDIRECTED':
      return { kind: 'fails', reason };
    case 'CODE_SOURCE_REFUSED_REQUEST':
    case 'CODE_SOURCE_REFUSED_CREDENTIALS':
    case 'CODE_SOURCE_REFUSED_MERCHANT':
    case 'CODE_SOURCE_NOT_FOUND':
    case 'CODE_SOURCE_ANSWER_INVALID':
    case 'MACHINE_DISABLED':
    case 'BUSY':
      return { kind: 'works' };
  }
}
