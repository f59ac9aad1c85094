/** Trustly on file, held to what any rail must show, with its real client over real sockets and its tables in a real ledger. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { orderCapture } from '../../bridge/ledger/capture-attempts.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import { addAccount, nameAccount } from '../../bridge/ledger/on-file-accounts.ts';
import { beginPayment } from '../../bridge/ledger/page-payments.ts';
import { keepAccount } from '../../bridge/ledger/rail-accounts.ts';
import { createLog, type Log } from '../../bridge/platform/log.ts';
import { Database, type Transaction } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import { parseSecretKey } from '../../bridge/platform/secrets/secret-key.ts';
import type { NotificationInbox, Payout, RailOutcome, Refund, Refunds } from '../../bridge/rails/rail.ts';
import { ON_FILE } from '../../bridge/rails/trustly-on-file/on-file.ts';
import { PageCodes } from '../../bridge/rails/page-codes.ts';
import { trustlyOnFile } from '../../bridge/rails/trustly-on-file/rail.ts';
import { fromDecimal } from '../../protocol/money.ts';
import { BridgeSite, SECRET_KEY } from '../support/bridge/bridge-site.ts';
import { accountTokens, debitPayout } from '../support/rails/debited-payout.ts';
import { describeNotifications, type App, type Signed } from '../support/rails/notification-conformance.ts';
import { eventOf } from '../support/rails/on-file-phone.ts';
import { OnFileStandIn, signedEventOf } from '../support/rails/on-file-stand-in.ts';
import { ON_FILE as MERCHANT } from '../support/sandbox/on-file-merchant.ts';
import type { OrdersUnderTest, OrderService, QuestionService } from '../support/rails/order-bench.ts';
import { describePayouts } from '../support/rails/payout-conformance.ts';
import { describeRail } from '../support/rails/rail-conformance.ts';
import { describeRefunds, refundScenarios } from '../support/rails/refund-conformance.ts';

const AMOUNT = { minor: 2_000, currency: 'USD' };
const BASIC = btoa(`${MERCHANT.accessId}:${MERCHANT.accessKey}`);
const PAYER = 'payer-0123456789abcdef';
const TOKENS = accountTokens();
const DIGESTS = new Digests(Buffer.alloc(32));
const ACCOUNT = DIGESTS.account('an account');
const key = parseSecretKey(SECRET_KEY);
if (!key) throw new Error('the secret key of the tests is not one');
const secretKey = key;

let site: BridgeSite;
let trustly: OnFileStandIn;
let database: Database;
beforeAll(async () => {
  [site, trustly] = await Promise.all([BridgeSite.open(), OnFileStandIn.start()]);
  database = new Database(site.databaseUrl, { maxConnections: 5, onError: () => undefined });
});
afterAll(async () => {
  await database.end();
  await Promise.all([trustly.stop(), site.close()]);
});

const nobody: NotificationInbox = {
  async receive() {
    throw new Error('nobody may get so far');
  },
};

const silent = createLog('silent');
function onFile(inbox: NotificationInbox = nobody, log: Log = silent) {
  const codes = new PageCodes(secretKey, { base: 'https://pay.casino.example', lifetimeMs: 60_000 });
  const outlook = { of: async () => null };
  return trustlyOnFile(
    {
      merchant: { url: trustly.url, ...MERCHANT },
      currency: 'USD',
      notificationUrl: null,
      signedWith: 'sha1',
      takesProcessed: false,
      holdHours: 0,
      paysOutInstantly: false,
      addsAs: 'Deferred',
      takesNumbers: false,
    },
    { database, secretKey, inbox, digests: DIGESTS, accountTokens: TOKENS, outlook, codes, log },
  );
}

describeRail(
  'Trustly on file',
  async () => {
    let touched = 0;
    const inbox: NotificationInbox = {
      async receive() {
        touched++;
        return null;
      },
    };
    return {
      paysOut: true,
      make: (_perSecond, log) => onFile(inbox, log),
      secrets: [MERCHANT.accessKey, BASIC],
      behave: async () => undefined,
      asked: () => 0,
      touched: () => touched,
      close: async () => undefined,
    };
  },
  'its own',
);

const BEHAVIOURS = { pays: 'does', refuses: 330, lost: 'lost', failing: 'failing', silent: 'late' } as const;
let number = 0;

/** Trustly as the suites of orders have it. */
function service() {
  return {
    make: (log: Log) => onFile(nobody, log),
    behave: (...next: readonly OrderService[]) => trustly.behave(...next.map((each) => BEHAVIOURS[each])),
    answerQuestions(how: QuestionService) {
      trustly.questions = how;
    },
    asked: () => trustly.calls.length,
    currencies: ['USD'],
    close: async () => undefined,
  };
}
const chosen = () => trustly.authorize('a payer', { bank: 'B', digits: '1234', token: 'T' }).transactionId;
const paidUnder = (key: string, of: string) =>
  trustly
    .of(key)
    .filter(({ originalTransactionId }) => originalTransactionId === of)
    .map(({ amount, currency }) => fromDecimal(amount, currency));

describePayouts('Trustly on file', async () => {
  const opened = ({ account, sealedToken }: Payout) => TOKENS.open(ON_FILE, account, sealedToken);
  return {
    ...service(),
    anOrder(currency) {
      const authorizationId = chosen();
      const account = DIGESTS.account(authorizationId);
      return {
        key: `payout-of-${++number}`,
        amount: { minor: 1_000 + number, currency },
        account,
        sealedToken: TOKENS.seal(ON_FILE, account, authorizationId),
      };
    },
    paid: (payout) => paidUnder(payout.key, opened(payout)),
    secretsOf: (payout) => [opened(payout), MERCHANT.accessKey, BASIC],
  };
});

const aRefund = (currency: string): Refund => {
  const paymentId = trustly.captureOf(chosen(), `c-${++number}`, '20.00').transactionId;
  return { key: `refund-of-${number}`, paymentId, amount: { minor: 1_500 + number, currency } };
};

/** @param made is given what the rail does, and may do it wrong. */
const refundsUnderTest = (made: (right: Refunds) => Refunds = (right) => right): OrdersUnderTest<Refund> => ({
  ...service(),
  make(log) {
    const rail = onFile(nobody, log);
    if (!rail.refunds) throw new Error('it pays first');
    return { ...rail, refunds: made(rail.refunds) };
  },
  anOrder: aRefund,
  paid: ({ key, paymentId }) => paidUnder(key, paymentId),
  secretsOf: () => [MERCHANT.accessKey, BASIC],
});

describeRefunds('Trustly on file', async () => refundsUnderTest());

/** Trustly has no key for a refund: what is sent again is paid again, and what it refuses may have been paid. */
it.each<[string, string, (right: Refunds) => Refunds]>([
  [
    'sends a refund again under its reference',
    'pays once under one key',
    (right) => ({ ...right, resume: async (refund, signal) => right.send(refund, signal) }),
  ],
  [
    'takes an answer that does not come for a refusal',
    'pays once under one key',
    (right) => ({
      ...right,
      async send(refund, signal) {
        const outcome = await right.send(refund, signal);
        return outcome.kind === 'uncertain' ? { kind: 'refused', reason: outcome.reason } : outcome;
      },
    }),
  ],
  [
    'sends again where Trustly does not say what became of it',
    'takes a question that fails',
    (right) => ({
      ...right,
      async resume(refund, signal) {
        const outcome = await right.resume(refund, signal);
        return outcome.kind === 'uncertain' ? right.send(refund, signal) : outcome;
      },
    }),
  ],
])('a rail that %s breaks at Trustly: %s', async (_what, breaks, made) => {
  const [scenario] = refundScenarios.filter(({ name }) => name.startsWith(breaks));
  await expect(scenario?.run(refundsUnderTest(made))).rejects.toMatchObject({ name: 'AssertionError' });
});

describe('Trustly on file gives back', () => {
  let refund: Refund;
  beforeEach(() => {
    trustly.behave();
    trustly.questions = 'well';
    refund = aRefund('USD');
  });
  const refunds = () => {
    const { refunds: made } = onFile();
    if (!made) throw new Error('it pays first');
    return made;
  };
  const signal = () => AbortSignal.timeout(5_000);
  const kind = async (asked: Promise<RailOutcome>) => (await asked).kind;
  const given = () => trustly.of(refund.key).map(({ amount }) => amount);

  it('nothing more, where all of it went back under a reference that this ledger has forgotten', async () => {
    expect(await kind(refunds().send({ ...refund, key: 'forgotten' }, signal()))).toBe('done');
    expect(await kind(refunds().resume(refund, signal()))).toBe('done');
    expect(given()).toEqual([]);
  });

  it('nothing that a person has to decide: another part went back before', async () => {
    await refunds().send({ ...refund, key: 'a part', amount: { minor: 100, currency: 'USD' } }, signal());
    expect(await kind(refunds().resume(refund, signal()))).toBe('uncertain');
    expect(given()).toEqual([]);
  });

  it('later, where the credentials are wrong: an attendant does not have to pay', async () => {
    trustly.behave(375);
    expect(await kind(refunds().send(refund, signal()))).toBe('uncertain');
  });
});

/** What was done before the events below: a capture that is under way, and a payout that was ordered. */
async function begun(): Promise<void> {
  await database.transaction(async (tx) => {
    const stamp = { atMs: 1, eventId: '1' };
    await beginPayment(tx, { fundingId: 'f-1', asset: 'EGM-1', amount: AMOUNT, payer: PAYER });
    await addAccount(tx, {
      accountId: 'account-0123456789',
      authorizationId: '100',
      payer: PAYER,
      sealedSplitToken: null,
      isVerified: true,
      isByNumbers: false,
      stamp,
    });
    await nameAccount(tx, ON_FILE, 'account-0123456789', {
      account: ACCOUNT,
      otherKey: null,
      bankName: 'Demo Bank',
      lastFour: '3254',
    });
    await keepAccount(tx, {
      rail: ON_FILE,
      account: ACCOUNT,
      sealedToken: TOKENS.seal(ON_FILE, ACCOUNT, '100'),
      atMs: 1,
    });
    await orderCapture(tx, { fundingId: 'f-1', accountId: 'account-0123456789', number: 1 });
    await tx.query(`UPDATE capture_attempts SET state = 'SENT', sent_at = now()`);
  });
  await new Machines(database).enrol('EGM-1', null, 'tests');
  await database.transaction((tx) =>
    debitPayout(tx, '1', 'EGM-1', AMOUNT, { rail: ON_FILE, account: ACCOUNT }),
  );
}

const of = (transactionId: string, transactionType: number, merchantReference: string, status: number) => ({
  transactionId,
  transactionType,
  merchantReference,
  status,
});
const TOLD = {
  pending: eventOf(of('200', 3, 'f-1.1', 1)),
  captured: eventOf(of('200', 3, 'f-1.1', 4)),
  cancelled: eventOf(of('200', 3, 'f-1.1', 7)),
  reversed: eventOf(of('200', 3, 'f-1.1', 10)),
  'payout-settled': eventOf(of('300', 6, 'payout-1', 4)),
  'payout-returned': eventOf(of('300', 6, 'payout-1', 5)),
  'consent-revoked': eventOf(of('100', 1, 'f-1', 2), { eventType: 'CONSENT_REVOKED' }),
  noted: eventOf(of('400', 1, 'nobody', 2), {
    eventType: 'Authorize',
    splitToken: 'split-token-of-a-player',
  }),
} as const;

class RolledBack extends Error {}

const NONSENSE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no event': { amount: '1.00' },
  'no id': { ...TOLD.captured, eventId: '' },
  'a long id': { ...TOLD.captured, eventId: '1'.repeat(201) },
  'no transaction': { ...TOLD.captured, objectId: '../1' },
  'no time': { ...TOLD.captured, createdAt: 'today' },
  'a day that no calendar has': { ...TOLD.captured, createdAt: '8640000000000001' },
  'a long reference': { ...TOLD.captured, merchantReference: 'r'.repeat(201) },
  'a long split token': { ...TOLD.noted, splitToken: 't'.repeat(4_001) },
  'a long type': { ...TOLD.captured, eventType: 'T'.repeat(41) },
  'a text that no database keeps': { ...TOLD.captured, merchantReference: 'f\u0000' },
};

describeNotifications('Trustly on file', async () => {
  await begun();
  return {
    make: onFile,
    kinds: Object.keys(TOLD) as (keyof typeof TOLD)[],
    tell: async (app, kind, signed) => deliver(app, TOLD[kind as keyof typeof TOLD], signed),
    nonsense: {
      ...Object.fromEntries(
        Object.entries(NONSENSE).map(([what, fields]) => [
          what,
          async (app: App) => deliver(app, fields, 'well'),
        ]),
      ),
      'another type of body': async (app) =>
        app.inject({ method: 'POST', url: EVENTS, payload: { eventId: '1' } }),
    },
    /** Each event is read as the first one. */
    async inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
      const done: { value?: T } = {};
      await database
        .transaction(async (tx) => {
          done.value = await work(tx);
          throw new RolledBack('so that nothing is kept');
        })
        .catch((error: unknown) => {
          if (!(error instanceof RolledBack)) throw error;
        });
      return done.value as T;
    },
    verdictOf: () => 'go-on',
    secrets: ['split-token-of-a-player', PAYER, MERCHANT.accessKey],
    close: async () => undefined,
  };
});

const EVENTS = '/trustly-on-file/events';

async function deliver(app: App, event: Readonly<Record<string, string>>, signed: Signed) {
  const right = signedEventOf(event);
  const { payload } = right;
  const another = { ...event, eventType: 'Changed' };
  const headers = {
    well: right.headers,
    not: { 'content-type': right.headers['content-type'] },
    'by-somebody-else': signedEventOf(event, 'another-key').headers,
    changed: signedEventOf(another).headers,
  }[signed];
  return app.inject({ method: 'POST', url: EVENTS, headers, payload });
}
