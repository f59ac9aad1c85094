/** Tries an order as the outbox does, each time on a rail that was made anew and remembers nothing, as after a restart. */
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { Log } from '../../../bridge/platform/log.ts';
import type { DoneOnce, Rail, RailOutcome } from '../../../bridge/rails/rail.ts';
import type { Money } from '../../../protocol/money.ts';
import { heardLog } from './heard-log.ts';

/**
 * What its service does with the next orders. `lost`: it pays, and the connection ends without an answer. `silent`: it pays,
 * and never answers. `failing`: it pays nothing, and answers as when it does not work.
 */
export type OrderService = 'pays' | 'refuses' | 'lost' | 'failing' | 'silent';
/** How its service answers from now on when it is asked what became of an order. */
export type QuestionService = 'well' | 'failing' | 'silent';

/** Refunds or payouts of a rail, and its service, which is as hard as a service may be: it refuses also what it has paid. */
export interface OrdersUnderTest<Asked> {
  /** A new one, not started. */
  make(log: Log): Rail;
  /** Whatever comes after these is paid. */
  behave(...next: readonly OrderService[]): void;
  /** Nothing to do where there is no such question. */
  answerQuestions(how: QuestionService): void;
  /** How many calls its service got, orders and questions. */
  asked(): number;
  /** What it pays in: where it can, also a currency without decimals and one with three. */
  readonly currencies: readonly string[];
  /** One that was never asked for, to somebody of its own. */
  anOrder(currency: string): Asked;
  /** What the player got for it, in order. */
  paid(order: Asked): readonly Money[];
  /** What pays, opens the account or names the player, and the credentials of the rail. */
  secretsOf(order: Asked): readonly string[];
  close(): Promise<void>;
}

type Kind = RailOutcome['kind'];
/** How long a rail may take to end when its signal has. */
const ENDS_WITHIN_MS = 1_000;

export class OrderBench<Asked extends Tried, Tried> {
  readonly under: OrdersUnderTest<Asked>;
  readonly #ordersOf: (rail: Rail) => DoneOnce<Asked, Tried> | null;
  readonly #log = heardLog();
  readonly #outcomes: string[] = [];

  constructor(under: OrdersUnderTest<Asked>, ordersOf: (rail: Rail) => DoneOnce<Asked, Tried> | null) {
    this.under = under;
    this.#ordersOf = ordersOf;
    under.behave();
    under.answerQuestions('well');
  }

  anOrder(): Asked {
    return this.under.anOrder(this.under.currencies[0] ?? 'USD');
  }

  async send(order: Asked, ...service: readonly OrderService[]): Promise<Kind> {
    this.under.behave(...service);
    return this.#try((orders, signal) => orders.send(order, signal), AbortSignal.timeout(10_000));
  }

  async resume(order: Tried, ...service: readonly OrderService[]): Promise<Kind> {
    this.under.behave(...service);
    return this.#try((orders, signal) => orders.resume(order, signal), AbortSignal.timeout(10_000));
  }

  /** The service has the call and says nothing; then the signal ends. */
  async giveUp(how: 'send' | 'resume', order: Asked): Promise<Kind | 'goes on'> {
    this.under.behave('silent');
    this.under.answerQuestions('silent');
    const [before, ending] = [this.under.asked(), new AbortController()];
    const tried = this.#try((orders, signal) => orders[how](order, signal), ending.signal);
    await expect.poll(() => this.under.asked()).toBeGreaterThan(before);
    ending.abort();
    const outcome = await Promise.race([tried, delay(ENDS_WITHIN_MS, 'goes on' as const, { ref: false })]);
    this.under.answerQuestions('well');
    return outcome;
  }

  /** Every outcome, what was thrown, and every line of the log. */
  get said(): string {
    return [...this.#outcomes, ...this.#log.lines].join('\n');
  }

  /** What throws is not known to be done: the outbox takes it as uncertain. */
  async #try(
    ask: (orders: DoneOnce<Asked, Tried>, signal: AbortSignal) => Promise<RailOutcome>,
    signal: AbortSignal,
  ): Promise<Kind> {
    const rail = this.under.make(this.#log.log);
    const orders = this.#ordersOf(rail);
    if (orders === null) throw new Error(`${rail.name} does not offer this`);
    await rail.start();
    try {
      const outcome = await ask(orders, signal);
      this.#outcomes.push(inspect(outcome));
      return outcome.kind;
    } catch (error) {
      this.#outcomes.push(inspect(error, { depth: 6 }));
      return 'uncertain';
    } finally {
      await rail.stop();
    }
  }
}
