/** Rails that are wrong as a real one would be: each fails the suite of the rails, at the promise that it breaks. */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { DoneOnce, NotificationInbox, Rail, RailOutcome } from '../../bridge/rails/rail.ts';
import { fromDecimal, type Money } from '../../protocol/money.ts';
import type { Repeats } from '../support/rails/minimal-orders.ts';
import { MINIMAL, signatureOf } from '../support/rails/minimal-rail.ts';
import {
  openMinimalNotifications,
  openMinimalPayouts,
  openMinimalRefunds,
  PARTS,
} from '../support/rails/minimal-under-test.ts';
import { notificationScenarios } from '../support/rails/notification-conformance.ts';
import { payoutScenarios } from '../support/rails/payout-conformance.ts';
import { refundScenarios } from '../support/rails/refund-conformance.ts';
import type { Scenario } from '../support/rails/scenario.ts';

interface AnyOrder {
  readonly key: string;
  readonly amount: Money;
}
/** Given what a right rail does, what a wrong one does. */
type Wrong = <Asked extends AnyOrder & Tried, Tried extends AnyOrder>(
  right: DoneOnce<Asked, Tried>,
) => DoneOnce<Asked, Tried>;

/** The same thing is wrong with each call. */
const eachCall =
  (
    wrong: (
      ask: (changed: Partial<AnyOrder>, signal: AbortSignal) => Promise<RailOutcome>,
      order: AnyOrder,
      signal: AbortSignal,
    ) => Promise<RailOutcome>,
  ): Wrong =>
  (right) => ({
    send: async (order, signal) =>
      wrong(async (changed, its) => right.send({ ...order, ...changed }, its), order, signal),
    resume: async (order, signal) =>
      wrong(async (changed, its) => right.resume({ ...order, ...changed }, its), order, signal),
  });

/** One of the suite's own assertions failed: an error of another kind would show nothing. */
const BROKEN = { name: 'AssertionError' };

const refused = (reason: string): RailOutcome => ({ kind: 'refused', reason });

const WRONG_ORDERS: readonly (readonly [what: string, breaks: string, Repeats, Wrong])[] = [
  [
    'makes a key of its own for each call',
    'pays once under one key',
    'by-key',
    eachCall(async (ask, _order, signal) => ask({ key: randomUUID() }, signal)),
  ],
  [
    'remembers in its process what it has sent',
    'pays once under one key',
    'by-asking',
    (right) => {
      const sent = new Set<string>();
      const asFirst = right.resume.bind(right);
      return {
        async send(order, signal) {
          sent.add(order.key);
          return right.send(order, signal);
        },
        async resume(order, signal) {
          if (sent.has(order.key)) return asFirst(order, signal);
          return right.send(order as never, signal);
        },
      };
    },
  ],
  [
    'takes a service that fails for one that refuses',
    'pays when it is asked again',
    'by-key',
    eachCall(async (ask, _order, signal) => {
      const outcome = await ask({}, signal);
      return outcome.kind === 'uncertain' ? refused(outcome.reason) : outcome;
    }),
  ],
  [
    'takes whatever is answered for a yes',
    'says that it refuses',
    'by-key',
    eachCall(async (ask, _order, signal) => {
      await ask({}, signal);
      return { kind: 'done' };
    }),
  ],
  [
    'believes a refusal of what it has sent before',
    'never says that it refuses what it has paid',
    'by-key',
    (right) => ({ ...right, resume: async (order, signal) => right.send(order as never, signal) }),
  ],
  [
    'takes silence for a refusal',
    'ends with its signal',
    'by-key',
    eachCall(async (ask, _order, signal) =>
      ask({}, signal).catch((error: unknown) => {
        if (signal.aborted) return refused('timed out');
        throw error;
      }),
    ),
  ],
  [
    'does not listen to its signal',
    'ends with its signal',
    'by-key',
    eachCall(async (ask) => ask({}, new AbortController().signal)),
  ],
  [
    'takes a question that fails for a no, and sends again',
    'takes a question that fails',
    'by-asking',
    (right) => ({
      ...right,
      async resume(order, signal) {
        const outcome = await right.resume(order, signal);
        return outcome.kind === 'uncertain' ? right.send(order as never, signal) : outcome;
      },
    }),
  ],
  [
    'takes a question that fails for a yes',
    'takes a question that fails',
    'by-asking',
    (right) => ({
      ...right,
      async resume(order, signal) {
        const outcome = await right.resume(order, signal);
        return outcome.kind === 'uncertain' ? { kind: 'done' } : outcome;
      },
    }),
  ],
  [
    'writes two decimals in every currency',
    'pays the whole amount',
    'by-key',
    eachCall(async (ask, { amount: { minor, currency } }, signal) =>
      ask({ amount: fromDecimal((minor / 100).toFixed(2), currency) }, signal),
    ),
  ],
  [
    'says in its errors with what it has paid',
    'says no secret',
    'by-key',
    eachCall(async (ask, _order, signal) => {
      const outcome = await ask({}, signal);
      if (outcome.kind === 'done') return outcome;
      throw new Error(`POST /orders?credential=${PARTS.key} failed`);
    }),
  ],
];

it.each(WRONG_ORDERS)(
  'a rail whose refunds and payouts: %s, breaks: %s',
  async (_what, breaks, repeats, wrong) => {
    const refunds = await openMinimalRefunds(repeats, wrong);
    await expect(run(refundScenarios, breaks, refunds)).rejects.toMatchObject(BROKEN);
    await refunds.close();
    const payouts = await openMinimalPayouts(repeats, wrong);
    await expect(run(payoutScenarios, breaks, payouts)).rejects.toMatchObject(BROKEN);
    await payouts.close();
  },
);

it('a rail that says the token of an account in its errors breaks: says no secret', async () => {
  const payouts = await openMinimalPayouts('by-key', (right, tokens) => ({
    ...right,
    async send(payout, signal) {
      const outcome = await right.send(payout, signal);
      if (outcome.kind === 'done') return outcome;
      const cause = new Error(tokens.open(MINIMAL, payout.account, payout.sealedToken));
      throw new Error('the service did not take the order', { cause });
    },
  }));
  await expect(run(payoutScenarios, 'says no secret', payouts)).rejects.toMatchObject(BROKEN);
  await payouts.close();
});

it('a rail that refuses whatever is asked after the consent was taken back breaks: sends nothing new', async () => {
  const payouts = await openMinimalPayouts('by-key', (right) => ({
    ...right,
    resume: async (payout, signal) =>
      payout.sealedToken === null ? refused('no consent') : right.resume(payout, signal),
  }));
  await expect(run(payoutScenarios, 'sends nothing new', payouts)).rejects.toMatchObject(BROKEN);
  await payouts.close();
});

type WrongNotifications = (inbox: NotificationInbox, make: (inbox: NotificationInbox) => Rail) => Rail;

const WRONG_NOTIFICATIONS: readonly (readonly [what: string, breaks: string, WrongNotifications])[] = [
  [
    'says that all is well where the inbox threw',
    'has no good answer where the inbox',
    (inbox, make) =>
      make({
        receive: async (rail, notification) =>
          inbox.receive(rail, notification).catch(() => notification.answer('go-on')),
      }),
  ],
  [
    'says that all is well to other bytes',
    'has no good answer where its id',
    (inbox, make) =>
      make({
        receive: async (rail, notification) =>
          (await inbox.receive(rail, notification)) ?? notification.answer('go-on'),
      }),
  ],
  [
    'answers a repeat anew',
    'is answered with what was decided',
    (inbox, make) =>
      make({
        async receive(rail, notification) {
          const kept = await inbox.receive(rail, notification);
          return kept && notification.answer('go-on');
        },
      }),
  ],
  [
    'verifies the kinds that move money, and no others',
    'that is not signed by its service',
    (inbox, make) =>
      withRoutes(make(inbox), (app) => {
        app.addHook('preHandler', async ({ body, headers }) => {
          if (Buffer.isBuffer(body) && body.includes('"pending"'))
            headers['signature'] = signatureOf(body, PARTS.key).toString('base64');
        });
      }),
  ],
  [
    'lets its service repeat for ever what cannot be read',
    'that can never be taken',
    (inbox, make) =>
      withRoutes(make(inbox), (app) => {
        app.setErrorHandler(async (_error, _request, reply) => reply.code(500).send());
      }),
  ],
  [
    'logs what it was told',
    'leaves no secret',
    (inbox, make) =>
      withRoutes(make(inbox), (app) => {
        app.addHook('preHandler', async ({ body, log }) => log.debug(String(body)));
      }),
  ],
];

it.each(WRONG_NOTIFICATIONS)('a rail whose notifications: %s, breaks: %s', async (_what, breaks, wrong) => {
  await expect(
    run(notificationScenarios, breaks, await openMinimalNotifications(wrong)),
  ).rejects.toMatchObject(BROKEN);
});

type Routes = Rail['routes'];

function withRoutes(rail: Rail, before: (app: Parameters<Routes>[0]) => void): Rail {
  return {
    ...rail,
    async routes(app, options) {
      before(app);
      await rail.routes(app, options);
    },
  };
}

async function run<Subject>(
  scenarios: readonly Scenario<Subject>[],
  promise: string,
  subject: Subject,
): Promise<void> {
  const [scenario, ...others] = scenarios.filter(({ name }) => name.startsWith(promise));
  if (!scenario || others.length > 0) throw new Error(`no single promise begins with "${promise}"`);
  await scenario.run(subject);
}
