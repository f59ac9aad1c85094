/** One order at Trustly, as it is kept. */
import { Type, type Static } from 'typebox';
import { CURRENCIES } from './amounts.ts';
import { TEST_CASES } from './test-cases.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.String();
const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const Amount = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);

/** The methods that make an order. */
export const ORDER_KINDS = [
  'Deposit',
  'SelectAccount',
  'Withdraw',
  'AccountPayout',
  'RegisterAccountPayout',
] as const;

export const ORDER_STATES = [
  /** The player has not been through the checkout. */
  'NEW',
  /** Through it; the money is on its way. */
  'PENDING',
  /** The merchant was told that the money is theirs. */
  'CREDITED',
  /** It has arrived. */
  'SETTLED',
  /** The merchant was told that it did not arrive. */
  'DEBITED',
  'CANCELLED',
  /** Ended by the merchant's FINISH, or nothing but an account was asked for. */
  'FINISHED',
  /** A withdrawal that the merchant is asked about. */
  'ASKING',
  /** A payout on its way to the bank. */
  'EXECUTING',
  'CONFIRMED',
  /** The money is back on the merchant's account. */
  'RETURNED',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export const Order = Type.Object(
  {
    orderId: Text,
    kind: Type.Enum([...ORDER_KINDS]),
    state: Type.Enum([...ORDER_STATES]),
    messageId: Text,
    endUserId: Text,
    notificationUrl: Text,
    /** Null: of an account only. */
    currency: Type.Union([Type.Enum([...CURRENCIES]), Type.Null()]),
    /** In the smallest unit; null: the player chooses in the checkout. */
    amountMinor: Amount,
    leastMinor: Amount,
    mostMinor: Amount,
    country: TextOrNull,
    successUrl: TextOrNull,
    failUrl: TextOrNull,
    /** Pay N Play. */
    requestKyc: Type.Boolean(),
    externalReference: TextOrNull,
    accountId: TextOrNull,
    /** In the checkout's address, which opens once. Null: there is none, or it was opened. */
    sessionId: TextOrNull,
    testCase: Type.Union([Type.Enum([...TEST_CASES]), Type.Null()]),
    kycAnswer: TextOrNull,
    debitAnswer: TextOrNull,
    refundedMinor: Type.Integer({ minimum: 0 }),
    createdAt: Type.Integer(),
    updatedAt: Type.Integer(),
  },
  closed,
);
export type Order = Static<typeof Order>;

export type NewOrder = Pick<Order, 'kind' | 'messageId' | 'endUserId' | 'notificationUrl' | 'currency'> &
  Partial<Order>;
