/** What Trustly answers about a transaction: the fields that we rely on. More may come with it. */
import { Type, type Static } from 'typebox';
import { fromDecimal, MoneyError, type Money } from '../../../protocol/money.ts';

/** An id of Trustly's. It stands in paths, so it is digits and letters only. */
export const TransactionId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' });
const text = (maxLength: number) => Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()]));
const time = Type.Optional(Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 }));

export const Transaction = Type.Object({
  transactionId: TransactionId,
  transactionType: Type.Optional(Type.Integer()),
  originalTransactionId: Type.Optional(Type.Union([TransactionId, Type.Null()])),
  merchantReference: text(200),
  amount: text(40),
  currency: text(3),
  /** How much of a capture was refunded. */
  refunded: text(40),
  status: Type.Integer(),
  /** As `SW057`. */
  statusCode: text(40),
  createdAt: time,
  updatedAt: time,
  payment: Type.Optional(
    Type.Object({
      fingerprint: text(200),
      account: Type.Optional(
        Type.Object({
          accountNumber: text(40),
          token: text(200),
          verified: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
        }),
      ),
      paymentProvider: Type.Optional(
        Type.Object({ name: text(200), type: Type.Optional(Type.Union([Type.Integer(), Type.Null()])) }),
      ),
    }),
  ),
  paymentProviderTransaction: Type.Optional(
    Type.Object({
      status: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Integer(), Type.Null()])),
      thirdPartyDeclineCode: text(40),
    }),
  ),
});
export type Transaction = Static<typeof Transaction>;

/** @returns null where the answer has no amount; -1 where it is in another currency than was asked for, or cannot be read. */
export function minorOf({ amount, currency }: Transaction, asked: Money): number | null {
  if (typeof amount !== 'string') return null;
  if (typeof currency === 'string' && currency !== asked.currency) return -1;
  try {
    return fromDecimal(amount, asked.currency).minor;
  } catch (error) {
    if (error instanceof MoneyError) return -1;
    throw error;
  }
}

export const TransactionAnswer = Type.Object({ transaction: Transaction });
export const TransactionsAnswer = Type.Object({ transactions: Type.Array(Transaction, { maxItems: 1_000 }) });

export const ErrorsAnswer = Type.Object({
  errors: Type.Array(Type.Object({ code: Type.Integer(), message: text(2_000) }), { maxItems: 50 }),
});

/** The owner of an account, as the bank says. It is never kept, logged or put into an error. */
export const UserAnswer = Type.Object({
  user: Type.Object({
    name: Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 })),
    email: Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 })),
    phone: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 20 })),
  }),
});
export type User = Static<typeof UserAnswer>['user'];

export const BalanceAnswer = Type.Object({
  balance: Type.Object({ amount: Type.String({ maxLength: 40 }), currency: text(3) }),
});
export type Balance = Static<typeof BalanceAnswer>['balance'];

/** As the failure table names it: `SW057`. @returns null where it does not say. */
export function providerStatus({ statusCode, paymentProviderTransaction }: Transaction): string | null {
  const status = paymentProviderTransaction?.status;
  return statusCode ?? (typeof status === 'string' ? status : null);
}
