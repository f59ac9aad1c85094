/**
 * Everybody's way to Trustly: under a ceiling of requests per second, those first at whose machine a player is, and
 * not at all for a while when Trustly can not be reached. Ten thousand kiosks that come back at once are given a turn
 * each instead of a storm.
 */
import type { CodeAnswer, CodeAsk } from './client.ts';
import { admit, CLOSED, conclude, type Breaker } from './circuit-breaker.ts';
import { fullCeiling, take, type Ceiling } from './rate-ceiling.ts';

/** Who waits longest in front of the machine comes first: smaller is more urgent. */
export type Urgency = 0 | 1 | 2;

export type QueuedAnswer = CodeAnswer & { readonly retryAfterMs: number };

export interface CodeQueueRules {
  readonly perSecond: number;
}

/** Trustly, as far as the queue knows it. */
interface CodeSource {
  issueCode(ask: CodeAsk, mayRetry: () => boolean): Promise<CodeAnswer>;
}

interface Waiting {
  readonly ask: CodeAsk;
  readonly urgency: Urgency;
  readonly answer: (answer: QueuedAnswer) => void;
}

/** A kiosk is kept waiting so long, as a rule; who would wait longer is told when to come again. */
const LONGEST_WAIT_MS = 4_000;
/** Requests under way at once; more would only wait inside the HTTP client, on their time-out. */
const MOST_UNDER_WAY = 32;
const BREAKER = { failures: 5, openMs: 3_000 };

export class CodeQueue {
  readonly #client: CodeSource;
  readonly #perSecond: number;
  readonly #waiting: Waiting[] = [];
  #underWay = 0;
  #ceiling: Ceiling;
  #breaker: Breaker = CLOSED;
  #timer: NodeJS.Timeout | null = null;
  /** The turn that was last promised to somebody who was sent away, by our monotonic clock. */
  #lastTurn = 0;

  constructor(client: CodeSource, rules: CodeQueueRules) {
    this.#client = client;
    this.#perSecond = rules.perSecond;
    this.#ceiling = fullCeiling(rules.perSecond, performance.now());
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get circuit(): Breaker['state'] {
    return this.#breaker.state;
  }

  /** Never rejects. */
  async issueCode(ask: CodeAsk, urgency: Urgency): Promise<QueuedAnswer> {
    return new Promise((answer) => {
      const place = this.#waiting.findIndex((other) => other.urgency > urgency);
      this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, { ask, urgency, answer });
      if (this.#waiting.length > (this.#perSecond * LONGEST_WAIT_MS) / 1_000 + MOST_UNDER_WAY) {
        this.#waiting.pop()?.answer({ kind: 'failed', reason: 'BUSY', retryAfterMs: this.#nextTurnMs() });
      }
      this.#advance();
    });
  }

  #advance(): void {
    while (this.#waiting.length > 0 && this.#underWay < MOST_UNDER_WAY) {
      const now = performance.now();
      const admission = admit(this.#breaker, now);
      this.#breaker = admission.breaker;
      if (!admission.admitted) {
        this.#refuseAll();
        return;
      }
      const room = this.#takeRoom();
      if (!room.taken) {
        this.#advanceIn(room.waitMs);
        return;
      }
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

  async #send({ ask, answer }: Waiting): Promise<void> {
    this.#underWay++;
    const result = await this.#client.issueCode(ask, () => this.#takeRoom().taken);
    this.#underWay--;
    const reached = result.kind === 'issued' || result.reason !== 'TRUSTLY_UNREACHABLE';
    this.#breaker = conclude(this.#breaker, reached, performance.now(), BREAKER);
    answer({ ...result, retryAfterMs: result.kind === 'failed' ? spread(reached ? 10_000 : 2_000) : 0 });
    this.#advance();
  }

  #refuseAll(): void {
    for (const { answer } of this.#waiting.splice(0)) {
      answer({ kind: 'failed', reason: 'TRUSTLY_UNREACHABLE', retryAfterMs: spread(BREAKER.openMs) });
    }
  }

  /** Everybody who is sent away gets a turn of their own, one after the other at the ceiling's pace. */
  #nextTurnMs(): number {
    const now = performance.now();
    this.#lastTurn = Math.max(this.#lastTurn, now + LONGEST_WAIT_MS / 2) + 1_000 / this.#perSecond;
    return Math.round(this.#lastTurn - now);
  }
}

/** Spread, so that machines that failed together do not come back together. */
function spread(ms: number): number {
  return Math.round(ms * (0.75 + Math.random() / 2));
}
