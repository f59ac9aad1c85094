/**
 * The control port of this part: what the sales engineer and the tests do to "Trustly Europe". Loopback HTTP.
 *
 * GET, PUT /control/europe/faults                 EuropeFaults
 * GET      /control/europe/clock                  EuropeClock
 * POST     /control/europe/clock                  { forwardMs } -> EuropeClock
 * GET      /control/europe/orders                 EuropeOrder[], newest first
 * POST     /control/europe/orders/ID/move         EuropeMove -> EuropeOrder
 * POST     /control/europe/orders/ID/checkout     EuropeVisit -> { redirect }: the checkout without a browser
 * GET      /control/europe/notifications          EuropeNotification[], newest first
 * POST     /control/europe/notifications/ID/send  {} -> EuropeNotification: once more, whatever became of it
 * GET      /control/europe/balances               EuropeBalance[]
 * POST     /control/europe/balances               EuropeBalance -> EuropeBalance[]: added to what there is
 */
import { Type, type Static } from 'typebox';
import { CURRENCIES } from './amounts.ts';
import { API_ERRORS } from './api-error.ts';
import { ORDER_KINDS, ORDER_STATES } from './order.ts';
import { ALGORITHMS } from './signing/signatures.ts';
import { TEST_CASES } from './test-cases.ts';

const closed = { additionalProperties: false } as const;
const Milliseconds = (maximum: number) => Type.Integer({ minimum: 0, maximum });
const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const EuropeFaults = Type.Object(
  {
    /**
     * The API: `down` cuts connections, `slow` answers after `slowMs`, `lost` does what is asked and cuts the connection
     * instead of answering, `refused` answers the error `refusedWith`, `unavailable` 503, `garbage` half a JSON text,
     * `wrongSignature` is signed by another key, `unsigned` by none.
     */
    api: Type.Enum([
      'ok',
      'down',
      'slow',
      'lost',
      'refused',
      'unavailable',
      'garbage',
      'wrongSignature',
      'unsigned',
    ]),
    slowMs: Milliseconds(2 * MINUTE_MS),
    refusedWith: Type.Enum(Object.keys(API_ERRORS).map(Number)),
    /** With which digest answers and notifications are signed. */
    signedWith: Type.Enum([...ALGORITHMS]),
    /** Trustly sends them to merchants who asked for it. */
    accountNotifications: Type.Boolean(),
    /** From the player's approval to the credit. */
    creditMs: Milliseconds(30 * DAY_MS),
    /** Whether the money of deposits arrives with the credit, or not at all: then a debit three banking days later. */
    deposits: Type.Enum(['settle', 'fail']),
    /**
     * How payouts end: `confirmed`; `failed` before they reach the bank; `returned` by the bank three banking days later;
     * `refused` by the answer (`"result": "0"`, nothing is done); `held` where they are.
     */
    payouts: Type.Enum(['confirmed', 'failed', 'returned', 'refused', 'held']),
    payoutMs: Milliseconds(30 * DAY_MS),
    /** Trustly sends them to merchants who asked for it. */
    payoutFailedNotifications: Type.Boolean(),
    /** `short`: "11" in place of "11.00" in payout confirmations. */
    confirmationAmounts: Type.Enum(['decimals', 'short']),
    /**
     * `late` by `lateMs`; `repeated` twice after it was answered, with another UUID each time; `outOfOrder`: what is not
     * the last word comes `lateMs` later; `lost`; `forged`: beside each a credit signed by another key; `wrongSignature`;
     * `beforeAnswer`: the answer of the method waits until they were tried, and a Deposit needs no player.
     */
    notifications: Type.Enum([
      'ok',
      'late',
      'repeated',
      'outOfOrder',
      'lost',
      'forged',
      'wrongSignature',
      'beforeAnswer',
    ]),
    lateMs: Milliseconds(7 * DAY_MS),
  },
  closed,
);
export type EuropeFaults = Static<typeof EuropeFaults>;

export const EuropeClock = Type.Object({ now: Type.Integer(), aheadMs: Type.Integer() }, closed);
export type EuropeClock = Static<typeof EuropeClock>;

export const EuropeForward = Type.Object({ forwardMs: Milliseconds(400 * DAY_MS) }, closed);

export const EuropeMove = Type.Object(
  {
    /** `arriveAfterCancel`: the money of a cancelled deposit comes all the same. */
    step: Type.Enum([
      'credit',
      'settle',
      'debit',
      'cancel',
      'arriveAfterCancel',
      'confirm',
      'fail',
      'return',
    ]),
    /** On this part's clock. */
    afterMs: Milliseconds(30 * DAY_MS),
  },
  closed,
);
export type EuropeMove = Static<typeof EuropeMove>;

export const EuropeVisit = Type.Object(
  {
    /** Default: the first of the order's country. */
    bank: Type.Optional(Type.String()),
    userName: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** Which of the accounts, from 0. */
    account: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    /** Where the order leaves it to the player. */
    amount: Type.Optional(Type.String({ maxLength: 16 })),
    testCase: Type.Optional(Type.Enum([...TEST_CASES])),
    /** The player leaves instead of approving. */
    leave: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type EuropeVisit = Static<typeof EuropeVisit>;

export const EuropeOrder = Type.Object(
  {
    orderId: Type.String(),
    kind: Type.Enum([...ORDER_KINDS]),
    state: Type.Enum([...ORDER_STATES]),
    messageId: Type.String(),
    currency: TextOrNull,
    /** Decimal; null: not known yet, or of an account only. */
    amount: TextOrNull,
    refunded: TextOrNull,
    /** Bank and last digits. */
    account: TextOrNull,
    accountId: TextOrNull,
    testCase: TextOrNull,
    /** What the merchant answered to the kyc and to the debit. */
    kycAnswer: TextOrNull,
    debitAnswer: TextOrNull,
    createdAt: Type.Integer(),
    updatedAt: Type.Integer(),
  },
  closed,
);
export type EuropeOrder = Static<typeof EuropeOrder>;

export const EuropeNotification = Type.Object(
  {
    notificationId: Type.String(),
    method: Type.String(),
    orderId: Type.String(),
    /** `gone`: lost by a fault, or not answered for seven days. */
    state: Type.Enum(['waiting', 'answered', 'gone']),
    attempts: Type.Integer(),
    /** The status that the merchant signed first; null: none yet. */
    status: TextOrNull,
    /** Of the last attempt: a status, or what was wrong; null: never tried. */
    answer: TextOrNull,
    forged: Type.Boolean(),
    createdAt: Type.Integer(),
  },
  closed,
);
export type EuropeNotification = Static<typeof EuropeNotification>;

export const EuropeBalance = Type.Object(
  { currency: Type.Enum([...CURRENCIES]), balance: Type.String({ maxLength: 16 }) },
  closed,
);
export type EuropeBalance = Static<typeof EuropeBalance>;
