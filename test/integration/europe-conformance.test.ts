/** Trustly Europe, held to what any rail must show, with its real client over real sockets. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { Log } from '../../bridge/platform/log.ts';
import type { Transaction } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import type { NotificationInbox, Payout, Rail, Refund } from '../../bridge/rails/rail.ts';
import { isEuropeCurrency, moneyOf } from '../../bridge/rails/trustly-europe/amounts.ts';
import type { EuropeOrder } from '../../bridge/rails/trustly-europe/notification-news.ts';
import { trustlyEurope } from '../../bridge/rails/trustly-europe/rail.ts';
import { createLog } from '../../bridge/platform/log.ts';
import type { Money } from '../../protocol/money.ts';
import { accountTokens } from '../support/rails/debited-payout.ts';
import {
  EUROPE_KEYS,
  EuropeStandIn,
  notificationText,
  type Behaviour,
  type EuropeCall,
} from '../support/rails/europe-stand-in.ts';
import {
  describeNotifications,
  type App,
  type Kind,
  type Signed,
} from '../support/rails/notification-conformance.ts';
import type { OrderService, QuestionService } from '../support/rails/order-bench.ts';
import { describePayouts } from '../support/rails/payout-conformance.ts';
import { describeRefunds } from '../support/rails/refund-conformance.ts';

const TOKENS = accountTokens();
const DIGESTS = new Digests(randomBytes(32));
const PERSON = 'SE790131-1234';
const ACCOUNT_ID = '1234567890';
const CURRENCIES = ['SEK', 'EUR', 'HUF'];
const nobody: NotificationInbox = {
  async receive() {
    throw new Error('nobody may get so far');
  },
};

let trustly: EuropeStandIn;
beforeAll(async () => {
  trustly = await EuropeStandIn.start();
});
afterAll(() => trustly.stop());

/** Not a whole rail yet: it has no codes and no pages. */
function europe(inbox: NotificationInbox, log: Log): Rail {
  const parts = trustlyEurope(
    { merchant: trustly.merchant, shopperStatement: 'Casino' },
    {
      inbox,
      orders: {
        orderOf: async (_tx, { messageId }) => ORDERS.get(messageId) ?? null,
      },
      digests: DIGESTS,
      accountTokens: TOKENS,
      today: () => '2026-11-29',
      log,
    },
  );
  const none = async () => ({ kind: 'failed', reason: 'UNAVAILABLE', retryAfterMs: 1_000 }) as const;
  const codes = { issueCode: none, waiting: 0, isPaused: false } as unknown as Rail['codes'];
  return { ...parts, codes, pages: null, start: async () => undefined };
}

const deposit: EuropeOrder = {
  kind: 'deposit',
  fundingId: 'f-0123456789abcdef',
  asset: 'EGM-1',
  account: DIGESTS.account('trustly-europe 1'),
  endUserId: 'e-1',
  orderedAtMs: 1_700_000_000_000,
  isSecond: false,
};
const ORDERS = new Map<string, EuropeOrder>([
  ['m-deposit', deposit],
  ['m-payout', { kind: 'payout', key: 'm-payout' }],
]);

/** What Trustly has done, by the MessageID of a payout or the OrderID of a refund. */
const paid = new Map<string, Money[]>();
const ledger: Record<string, string>[] = [];
let next: OrderService[] = [];
let questions: QuestionService = 'well';

function respond({ method, data }: EuropeCall): Behaviour {
  if (method === 'AccountLedger') {
    if (questions !== 'well') return questions === 'silent' ? 'silent' : 'page';
    const isToday = textOf(data['ToDate']) >= new Date().toISOString().slice(0, 10);
    return { data: isToday ? ledger.filter(({ currency }) => currency === data['Currency']) : [] };
  }
  const service = next.shift() ?? 'pays';
  if (service === 'failing') return 'page';
  if (service === 'refuses') return { code: 638, name: 'ERROR_ENDUSER_IS_BLOCKED' };
  const key = textOf(data['MessageID'] ?? data['OrderID']);
  const orderId = textOf(data['OrderID'] ?? data['MessageID']);
  const isKnown = method === 'AccountPayout' && paid.has(key);
  if (isKnown) return service === 'silent' ? 'silent' : { code: 637, name: 'ERROR_DUPLICATE_MESSAGE_ID' };
  const [amount, currency] = [textOf(data['Amount']), textOf(data['Currency'])];
  paid.set(key, [...(paid.get(key) ?? []), moneyOf(amount, currency)]);
  ledger.push(rowOf(orderId, key, 'BANK_WITHDRAWAL_QUEUED', `-${amount}`, currency));
  if (service === 'lost') return 'cut';
  if (service === 'silent') return 'silent';
  return { data: { orderid: '3209647863', result: '1' } };
}
function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('a field is no text');
  return value;
}
function rowOf(orderid: string, messageid: string, accountname: string, amount: string, currency: string) {
  return {
    datestamp: '2026-11-29 05:00:00.000000+01',
    orderid,
    messageid,
    accountname,
    transactiontype: 'x',
    currency,
    amount,
  };
}

function service() {
  return {
    make: (log: Log) => europe(nobody, log),
    behave(...services: readonly OrderService[]) {
      trustly.respond = respond;
      next = [...services];
    },
    answerQuestions(how: QuestionService) {
      questions = how;
    },
    asked: () => trustly.calls.length,
    currencies: CURRENCIES,
    close: async () => undefined,
  };
}
let number = 0;
function amountIn(currency: string): Money {
  if (!isEuropeCurrency(currency)) throw new Error(currency);
  return { minor: (1_000 + ++number) * 100, currency };
}

describePayouts('Trustly Europe', async () => ({
  ...service(),
  anOrder(currency): Payout {
    const amount = amountIn(currency);
    const accountId = `99${number}`;
    const account = DIGESTS.account(`trustly-europe ${accountId}`);
    const sealedToken = TOKENS.seal(
      'trustly-europe',
      account,
      JSON.stringify({ accountId, endUserId: `e-${number}` }),
    );
    return { key: `payout-of-${number}`, amount, account, sealedToken };
  },
  paid: ({ key }) => paid.get(key) ?? [],
  secretsOf: ({ account, sealedToken }) => [
    sealedToken,
    TOKENS.open('trustly-europe', account, sealedToken),
    'pass-word',
  ],
}));

describeRefunds('Trustly Europe', async () => ({
  ...service(),
  anOrder(currency): Refund {
    const amount = amountIn(currency);
    const paymentId = `77${number}`;
    ledger.push(
      rowOf(
        paymentId,
        'm-1',
        'SUSPENSE_ACCOUNT_CLIENT_FUNDS_SWEDEN_ESSE',
        String(amount.minor / 100),
        currency,
      ),
      rowOf(paymentId, 'm-1', 'TRANSACTION_FEE_BANK_DEPOSIT', '-3.01', currency),
    );
    return { key: `refund-of-${number}`, paymentId, amount };
  },
  paid: ({ paymentId }) => paid.get(paymentId) ?? [],
  secretsOf: () => ['pass-word'],
}));

const common = { orderid: '87654567', enduserid: 'e-1', timestamp: '2026-11-29 04:42:04.675645+01' };
const money = { ...common, amount: '100.00', currency: 'SEK' };
const person = {
  personid: PERSON,
  firstname: 'Åsa',
  lastname: 'Öström',
  dob: '1979-01-31',
  street: 'Storgatan 1',
};
const TELLS: Readonly<Partial<Record<Kind, readonly [method: string, data: Record<string, unknown>]>>> = {
  pending: ['pending', { ...money, messageid: 'm-deposit' }],
  captured: ['credit', { ...money, messageid: 'm-deposit', attributes: {} }],
  cancelled: ['cancel', { ...common, messageid: 'm-deposit' }],
  reversed: ['debit', { ...money, messageid: 'm-deposit' }],
  identified: [
    'kyc',
    { orderid: '87654567', messageid: 'm-deposit', kycentityid: 'k-1', attributes: person },
  ],
  'payout-settled': ['payoutconfirmation', { ...money, amount: '11', messageid: 'm-payout' }],
  'payout-returned': ['credit', { ...money, messageid: 'm-payout' }],
  'account-known': [
    'account',
    {
      orderid: '87654567',
      messageid: 'm-deposit',
      accountid: ACCOUNT_ID,
      verified: '1',
      attributes: { name: 'Åsa Öström', personid: PERSON, lastdigits: '084057' },
    },
  ],
  noted: ['payoutfailed', { ...money, messageid: 'm-payout', errorcode: 'incorrect_account_number' }],
};
const credit = TELLS.captured?.[1] ?? {};
const NONSENSE: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
  'an amount that is none': ['credit', { ...credit, amount: '1e2' }],
  'a part of a forint': ['credit', { ...credit, amount: '1.50', currency: 'HUF' }],
  'a currency of another rail': ['credit', { ...credit, currency: 'USD' }],
  'no amount': ['credit', { ...credit, amount: null }],
  'an order that is no number': ['credit', { ...credit, orderid: 'x' }],
  'an order with a name of 21 digits': [
    'cancel',
    { ...common, messageid: 'm-deposit', orderid: '1'.repeat(21) },
  ],
  'a text that no database keeps': ['credit', { ...credit, enduserid: 'a\0' }],
  'an account that is no number': [
    'account',
    { orderid: '1', messageid: 'm-deposit', accountid: 'x', verified: '1' },
  ],
};

describeNotifications('Trustly Europe', async () => {
  const deliver = async (
    app: App,
    method: string,
    data: Record<string, unknown>,
    id: string,
    signed: Signed = 'well',
  ) => {
    const all = { notificationid: id, ...data };
    const own = '258a2184-2842-b485-25ca-293525152425';
    const texts = {
      well: notificationText(method, own, all),
      not: notificationText(method, own, all).replace(/"signature":"[^"]*",/, ''),
      'by-somebody-else': notificationText(method, own, all, EUROPE_KEYS.merchant.privateKey),
      changed: notificationText(method, own, all).replace('87654567', '87654568'),
    };
    return app.inject({
      method: 'POST',
      url: '/trustly-europe/dajskldjakls123dajskldja',
      headers: { 'content-type': 'application/json' },
      payload: texts[signed],
    });
  };
  return {
    make: (inbox) => europe(inbox, createLog('silent')),
    kinds: Object.keys(TELLS) as Kind[],
    async tell(app, kind, signed) {
      const [method, data] = TELLS[kind] ?? ['', {}];
      return deliver(app, method, data, `48765-${kind}`, signed);
    },
    nonsense: {
      ...Object.fromEntries(
        Object.entries(NONSENSE).map(([what, [method, data]]) => [
          what,
          async (app: App) => deliver(app, method, data, 'n-1'),
        ]),
      ),
      'no JSON': async (app) =>
        app.inject({
          method: 'POST',
          url: '/trustly-europe/dajskldjakls123dajskldja',
          headers: { 'content-type': 'application/json' },
          payload: '{',
        }),
      'another type of body': async (app) =>
        app.inject({
          method: 'POST',
          url: '/trustly-europe/dajskldjakls123dajskldja',
          headers: { 'content-type': 'text/plain' },
          payload: 'x',
        }),
    },
    inTransaction: async (work) => work(undefined as unknown as Transaction),
    verdictOf: (answer) => (answer.includes('"status":"FINISH"') ? 'end' : 'go-on'),
    secrets: [PERSON, ACCOUNT_ID, 'Öström', '1979-01-31', 'dajskldjakls123'],
    close: async () => undefined,
  };
});
