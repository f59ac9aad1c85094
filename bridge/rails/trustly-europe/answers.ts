/** What Trustly answers, checked: the fields that we act on or show. More may come with them. */
import { Type, type Static } from 'typebox';
import { isLoopbackHost } from '../../../protocol/loopback.ts';

const optional = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const ApiCurrency = Type.String({ pattern: '^[A-Z]{3}$' });

/** Trustly's id of an order. */
export const OrderId = Type.String({ pattern: '^[0-9]{1,20}$' });

/** An order whose page the player has to open: by GET, once. */
export const OrderPage = Type.Object({
  orderid: OrderId,
  url: Type.Refine(Type.String({ maxLength: 2_000 }), isCheckout, () => 'must be an https address'),
});
export type OrderPage = Static<typeof OrderPage>;

/** The player is sent there, so that it may be nothing but a page that is safe on its way. */
function isCheckout(value: string): boolean {
  const url = URL.parse(value);
  return (
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname)))
  );
}

/** `0`: Trustly has not taken it. */
export const OrderTaken = Type.Object({ orderid: OrderId, result: Type.Enum(['0', '1']) });
export type OrderTaken = Static<typeof OrderTaken>;

export const RegisteredAccount = Type.Object({
  accountid: Type.String({ pattern: '^[0-9]{1,20}$' }),
  clearinghouse: Type.String({ maxLength: 60 }),
  bank: Type.String({ maxLength: 100 }),
  descriptor: optional(100),
});
export type RegisteredAccount = Static<typeof RegisteredAccount>;

/** The states of a transfer are for people to read: nothing follows from them. */
export const Withdrawals = Type.Array(
  Type.Object({
    orderid: OrderId,
    reference: optional(100),
    transferstate: Type.String({ maxLength: 40 }),
    amount: Type.String({ maxLength: 40 }),
    currency: ApiCurrency,
    accountid: optional(20),
    datestamp: optional(40),
    modificationdate: optional(40),
    eta: optional(40),
  }),
);
export type Withdrawals = Static<typeof Withdrawals>;

export const Balances = Type.Array(
  Type.Object({
    currency: ApiCurrency,
    balance: Type.String({ pattern: '^-?[0-9]{1,15}(?:\\.[0-9]{1,30})?$' }),
  }),
);
export type Balances = Static<typeof Balances>;

export const LedgerRow = Type.Object({
  datestamp: Type.String({ maxLength: 40 }),
  /** Not every row is of an order. */
  orderid: optional(20),
  messageid: optional(300),
  accountname: Type.String({ maxLength: 200 }),
  transactiontype: Type.String({ maxLength: 300 }),
  currency: ApiCurrency,
  amount: Type.String({ pattern: '^-?[0-9]{1,15}(?:\\.[0-9]{1,30})?$' }),
});
export type LedgerRow = Static<typeof LedgerRow>;
export const LedgerRows = Type.Array(LedgerRow);

export const SettlementText = Type.Object({ view_automatic_settlement_details: Type.String() });
