/** A transaction as it is kept. Amounts are in cents, times in milliseconds since 1970 on this part's clock. */
import { Type, type Static } from 'typebox';
import { PAYMENT_TYPES, STATUSES, TRANSACTION_TYPES } from './enumerations.ts';
import type { PaymentType, Status, TransactionType } from './enumerations.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const names = <T extends string>(values: Record<T, number>) => Type.Enum(Object.keys(values) as T[]);
const Text = Type.String();
const OptionalText = nullable(Text);

/** What the payment provider, the bank, said. */
export const ProviderResult = Type.Object(
  {
    /** Such as `SW057`. */
    status: Text,
    reasonCode: OptionalText,
    extendedReason: OptionalText,
    thirdPartyDeclineCode: OptionalText,
    /** In cents: what could be asked for instead. */
    suggestedRetryMinor: nullable(Type.Integer()),
  },
  closed,
);
export type ProviderResult = Static<typeof ProviderResult>;

const Declines = nullable(
  Type.Object(
    {
      status: Text,
      reasonCode: OptionalText,
      extendedReason: OptionalText,
      thirdPartyDeclineCode: OptionalText,
    },
    closed,
  ),
);

/** By which it is known that an account is the player's who typed its numbers. */
const MicroDeposit = Type.Object(
  { code: Text, arrivesAt: Type.Integer(), wrong: Type.Integer({ minimum: 0 }) },
  closed,
);
export type MicroDeposit = Static<typeof MicroDeposit>;

/** The account that an authorization is for: invented data of the Demo Bank. */
const AuthorizedAccount = Type.Object(
  {
    /** The same for the same account at every visit. */
    token: Text,
    name: Text,
    kind: Type.Enum(['Checking', 'Savings']),
    profile: nullable(Type.Enum(['Personal', 'Business', 'Other', 'Unknown'])),
    lastDigits: Text,
    routingNumber: Text,
    balanceMinor: nullable(Type.Integer()),
    /** What is told of the holder: JSON of the API; null: nothing. */
    holder: nullable(Type.Unknown()),
    bankName: Text,
    providerId: Text,
    declines: Declines,
    tokenExpired: Type.Boolean(),
    fundsGone: Type.Boolean(),
    /** False: nothing has shown yet that it is the player's. */
    verified: Type.Boolean(),
    /** It was told by its numbers, without a login. */
    manual: Type.Boolean(),
    /** null: none was sent, or its code was told. */
    deposit: nullable(MicroDeposit),
  },
  closed,
);
export type AuthorizedAccount = Static<typeof AuthorizedAccount>;

export const Transaction = Type.Object(
  {
    transactionId: Text,
    paymentId: Text,
    type: names<TransactionType>(TRANSACTION_TYPES),
    status: names<Status>(STATUSES),
    paymentType: names<PaymentType>(PAYMENT_TYPES),
    merchantReference: Text,
    description: Text,
    amountMinor: Type.Integer({ minimum: 0 }),
    /** What it was ordered against; of a verification, the authorization that it refreshes. */
    originalId: OptionalText,
    returnUrl: OptionalText,
    cancelUrl: OptionalText,
    notificationUrl: OptionalText,
    provider: nullable(ProviderResult),
    errorCode: nullable(Type.Integer()),
    refundedMinor: Type.Integer({ minimum: 0 }),
    reversedMinor: Type.Integer({ minimum: 0 }),
    guaranteed: Type.Boolean(),
    /** Of an authorization. */
    account: nullable(AuthorizedAccount),
    splitToken: nullable(Type.Object({ serial: Type.Integer(), issuedAt: Type.Integer() }, closed)),
    message: Text,
    createdAt: Type.Integer(),
    updatedAt: Type.Integer(),
    version: Type.Integer(),
  },
  closed,
);
export type Transaction = Static<typeof Transaction>;

/** What a transaction begins with. */
export type NewTransaction = Pick<
  Transaction,
  'type' | 'status' | 'paymentType' | 'merchantReference' | 'amountMinor'
> &
  Partial<Transaction>;

export function isOver(status: Status): boolean {
  switch (status) {
    case 'Failed':
    case 'Expired':
    case 'Canceled':
    case 'Denied':
    case 'Reversed':
    case 'Refunded':
    case 'Voided':
      return true;
    case 'New':
    case 'Pending':
    case 'Authorized':
    case 'Processed':
    case 'Completed':
    case 'Disputed':
    case 'Partially refunded':
    case 'On hold':
      return false;
  }
}
