/** The minimal rail as the suites want it, or a wrong one that is made of it. */
import type { AccountTokens } from '../../../bridge/platform/secrets/account-tokens.ts';
import { Digests } from '../../../bridge/platform/secrets/digests.ts';
import type {
  NotificationInbox,
  Payout,
  Payouts,
  Rail,
  Refund,
  Refunds,
  Verdict,
} from '../../../bridge/rails/rail.ts';
import { accountTokens } from './debited-payout.ts';
import { minimalPayouts, minimalRefunds, type Repeats } from './minimal-orders.ts';
import {
  accountOf,
  MINIMAL,
  minimalRail,
  signatureOf,
  silence,
  type SignedNotification,
} from './minimal-rail.ts';
import type { App, NotificationsUnderTest, Signed } from './notification-conformance.ts';
import { NOTIFICATION_KEY } from './notify.ts';
import type { OrdersUnderTest } from './order-bench.ts';
import { startPayerStandIn, type PayerStandIn } from './payer-stand-in.ts';

const NOWHERE = 'http://127.0.0.1:1/orders';
/** With two decimals, none, and three. */
const CURRENCIES = ['USD', 'JPY', 'KWD'];

/** The parts of a minimal rail that do not matter to a suite. */
export const PARTS = {
  service: silence,
  perSecond: 1,
  key: NOTIFICATION_KEY,
  inbox: {
    async receive() {
      return null;
    },
  } satisfies NotificationInbox,
  digests: new Digests(Buffer.alloc(32)),
  accountTokens: accountTokens(),
  refunds: minimalRefunds(NOWHERE, 'by-key'),
  payouts: minimalPayouts(NOWHERE, 'by-key', accountTokens()),
};

/** @param made is given what a right rail does, each time that a rail is made. */
export async function openMinimalRefunds(
  repeats: Repeats,
  made: (right: Refunds) => Refunds = (right) => right,
): Promise<OrdersUnderTest<Refund>> {
  const player = await startPayerStandIn({ twice: repeats === 'by-asking' });
  let number = 0;
  return {
    ...serviceOf(player),
    make: () => minimalRail({ ...PARTS, refunds: made(minimalRefunds(player.url, repeats)) }),
    anOrder(currency) {
      const paymentId = `payment-${++number}`;
      return { key: `refund-${number}`, paymentId, amount: { minor: 1_230 + number, currency } };
    },
    paid: ({ paymentId }) => player.amounts(paymentId),
    secretsOf: () => [PARTS.key],
  };
}

/** @param made is given what a right rail does, each time that a rail is made. */
export async function openMinimalPayouts(
  repeats: Repeats,
  made: (right: Payouts, tokens: AccountTokens) => Payouts = (right) => right,
): Promise<OrdersUnderTest<Payout>> {
  const player = await startPayerStandIn({ twice: repeats === 'by-asking' });
  const tokens = accountTokens();
  const tokenOf = ({ account, sealedToken }: Payout) => tokens.open(MINIMAL, account, sealedToken);
  let number = 0;
  return {
    ...serviceOf(player),
    make: () => minimalRail({ ...PARTS, payouts: made(minimalPayouts(player.url, repeats, tokens), tokens) }),
    anOrder(currency) {
      const token = `token-${++number}-that-pays`;
      const account = accountOf(token, PARTS.digests);
      const sealedToken = tokens.seal(MINIMAL, account, token);
      return { key: `payout-${number}`, amount: { minor: 1_230 + number, currency }, account, sealedToken };
    },
    paid: (payout) => player.amounts(tokenOf(payout)),
    secretsOf: (payout) => [tokenOf(payout), PARTS.key],
  };
}

function serviceOf(player: PayerStandIn) {
  return {
    behave: player.behave,
    answerQuestions: player.answerQuestions,
    asked: player.asked,
    close: player.close,
    currencies: CURRENCIES,
  };
}

const about = { paymentId: 'p-1', fundingId: 'f-1' };
const amount = { minor: 2_000, currency: 'USD' };
const account = 'key-of-an-account';
const atMs = 1_700_000_000_000;
const TOLD = {
  pending: { id: 'n-1', kind: 'pending', ...about },
  cancelled: { id: 'n-2', kind: 'cancelled', ...about },
  captured: { id: 'n-3', kind: 'captured', ...about, asset: 'EGM-1', amount, account, ageMs: 0 },
  reversed: { id: 'n-4', kind: 'reversed', ...about, amount },
  identified: { id: 'n-5', kind: 'identified', ...about, asset: 'EGM-1', age: 'ADULT' },
  'payout-settled': { id: 'n-6', kind: 'payout-settled', key: 'payout-1', amount },
  'payout-returned': { id: 'n-7', kind: 'payout-returned', key: 'payout-1', amount },
  'account-known': { id: 'n-8', kind: 'account-known', account, token: 'token-that-pays', atMs },
  'consent-revoked': { id: 'n-9', kind: 'consent-revoked', account, atMs: atMs + 1 },
  noted: { id: 'n-10', kind: 'noted', about: 'something that changes nothing' },
} as const satisfies Record<SignedNotification['kind'], SignedNotification>;

const { captured, reversed, 'account-known': known } = TOLD;
const NONSENSE: Readonly<Record<string, unknown>> = {
  'no notification': null,
  'a list': [captured],
  'a kind that does not exist': { ...captured, kind: 'stolen' },
  'no id': { ...captured, id: '' },
  'a long id': { ...captured, id: 'i'.repeat(201) },
  'a long id of a payment': { ...captured, paymentId: 'p'.repeat(201) },
  'no id of a funding': { ...captured, fundingId: '' },
  'no machine': { ...captured, asset: '../EGM-1' },
  'a capture in the future': { ...captured, ageMs: -1 },
  'a part of a cent': { ...captured, amount: { ...amount, minor: 0.5 } },
  'less than nothing': { ...reversed, amount: { ...amount, minor: -1 } },
  'too much to be exact': { ...reversed, amount: { ...amount, minor: 2 ** 53 } },
  'a currency that is none': { ...reversed, amount: { ...amount, currency: 'Dollar' } },
  'a long key of a payout': { ...TOLD['payout-settled'], key: 'k'.repeat(201) },
  'a long token': { ...known, token: 't'.repeat(4_001) },
  'a day that no calendar has': { ...known, atMs: 8_640_000_000_000_001 },
  'a long note': { ...TOLD.noted, about: 'a'.repeat(201) },
  'a text that no database keeps': { ...captured, paymentId: 'p\u0000' },
};
const NO_JSON: Readonly<Record<string, Buffer>> = {
  'no JSON': Buffer.from('amount=1'),
  'half a JSON': Buffer.from(JSON.stringify(captured).slice(0, -9)),
  'no UTF-8': Buffer.from(JSON.stringify({ ...captured, paymentId: '\u00ff' }), 'latin1'),
  'a key twice': Buffer.from(JSON.stringify(captured).replace('{', '{"id":"n-0",')),
};

/** @param made is given a right rail, each time that one is made, and the inbox. */
export async function openMinimalNotifications(
  made: (inbox: NotificationInbox, make: (inbox: NotificationInbox) => Rail) => Rail = (inbox, make) =>
    make(inbox),
): Promise<NotificationsUnderTest> {
  const nonsense = { ...NO_JSON };
  for (const [what, said] of Object.entries(NONSENSE)) nonsense[what] = Buffer.from(JSON.stringify(said));
  return {
    make: (inbox) => made(inbox, (its) => minimalRail({ ...PARTS, inbox: its })),
    kinds: Object.keys(TOLD) as SignedNotification['kind'][],
    tell: async (app, kind, signed) => deliver(app, Buffer.from(JSON.stringify(TOLD[kind])), signed),
    nonsense: Object.fromEntries(
      Object.entries(nonsense).map(([what, body]) => [what, async (app: App) => deliver(app, body, 'well')]),
    ),
    async inTransaction() {
      throw new Error('this rail reads nothing in a transaction');
    },
    verdictOf: (answer) => (JSON.parse(answer) as { verdict: Verdict }).verdict,
    secrets: [account, known.token, PARTS.key],
    close: async () => undefined,
  };
}

async function deliver(app: App, body: Buffer, signed: Signed) {
  const signature = {
    well: signatureOf(body, PARTS.key),
    not: null,
    'by-somebody-else': signatureOf(body, 'another-key'),
    changed: signatureOf(Buffer.concat([body, Buffer.from(' ')]), PARTS.key),
  }[signed];
  const headers = {
    'content-type': 'application/json',
    ...(signature && { signature: signature.toString('base64') }),
  };
  return app.inject({ method: 'POST', url: '/minimal/notifications', headers, payload: body });
}
