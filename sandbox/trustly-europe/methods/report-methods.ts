/** What a merchant may look up: payouts, balances, the ledger, the settlement of a day. */
import { amountText, CURRENCIES, readCurrency } from '../amounts.ts';
import { ApiError } from '../api-error.ts';
import { PREFUND } from '../book.ts';
import type { Json } from '../envelope.ts';
import { attributesOf, required, textOf } from '../fields.ts';
import type { OrderState } from '../order.ts';
import type { Orders } from '../orders.ts';
import type { RawObject } from '../signing/raw-json.ts';
import { timestamp } from '../timestamps.ts';
import { orderOf } from './payout-methods.ts';

const TRANSFER_STATES: Partial<Record<OrderState, string>> = {
  ASKING: 'PREPARING',
  EXECUTING: 'EXECUTING',
  CONFIRMED: 'CONFIRMED',
  RETURNED: 'RETURNED',
};

/** Empty for an order that is no payout, or none yet. @throws {ApiError} */
export function getWithdrawals(data: RawObject, orders: Orders): Json {
  const order = orderOf(data, orders);
  const { kind, state, orderId, createdAt, updatedAt, currency, amountMinor, accountId } = order;
  const transferState = TRANSFER_STATES[state];
  const isPayout = kind === 'Withdraw' || kind === 'AccountPayout' || kind === 'RegisterAccountPayout';
  if (!isPayout || transferState === undefined || currency === null) return [];
  return [
    {
      reference: orderId,
      modificationdate: timestamp(updatedAt),
      orderid: orderId,
      datestamp: timestamp(createdAt),
      transferstate: transferState,
      amount: amountText(amountMinor ?? 0, currency),
      accountid: accountId ?? '',
      currency,
      eta: null,
    },
  ];
}

export function balance(orders: Orders): Json {
  return [...orders.book.balances()].map(([currency, minor]) => ({
    currency,
    balance: amountText(minor, currency),
  }));
}

/** @throws {ApiError} */
export function accountLedger(data: RawObject, orders: Orders, username: string): Json {
  const from = readDate(data, 'FromDate');
  const to = readDate(data, 'ToDate');
  const text = textOf(data, 'Currency') ?? '';
  const entries = orders.book.between(from, to, text === '' ? null : readCurrency(text));
  return entries.map((entry) => ({
    userid: username,
    datestamp: timestamp(entry.at),
    orderid: entry.orderId,
    accountname: entry.accountName,
    messageid: entry.messageId,
    transactiontype: entry.type,
    currency: entry.currency,
    amount: manyDecimals(amountText(entry.minor, entry.currency)),
    gluepayid: String(entry.entryId),
  }));
}

const COLUMNS = [
  'datestamp',
  'accountname',
  'currency',
  'amount',
  'total',
  'orderid',
  'ordertype',
  'messageid',
  'username',
  'fxpaymentamount',
  'fxpaymentcurrency',
  'settlementbankwithdrawalid',
  'extraref',
];

/** Everything but money that the merchant sent to the account. @throws {ApiError} */
export function settlementReport(data: RawObject, orders: Orders, username: string): Json {
  const currency = readCurrency(textOf(data, 'Currency'));
  const day = readDate(data, 'SettlementDate');
  const version = textOf(attributesOf(data), 'APIVersion');
  if (version !== null && version !== '1.2') throw new ApiError(717, `APIVersion ${version} is unknown`);
  const entries = orders.book.between(day, day, currency).filter(({ type }) => type !== PREFUND);
  const total = amountText(
    entries.reduce((sum, { minor }) => sum + minor, 0),
    currency,
  );
  const settlementId = `1${day.replaceAll('-', '').slice(2)}${String(CURRENCIES.indexOf(currency)).padStart(3, '0')}`;
  const rows = entries.map((entry) => [
    timestamp(entry.at),
    entry.accountName,
    currency,
    amountText(entry.minor, currency),
    total,
    entry.orderId,
    entry.type,
    entry.messageId,
    username,
    '',
    '',
    settlementId,
    entry.externalReference,
  ]);
  const lines = [COLUMNS, ...rows].map((cells) => `${cells.map(quoted).join(',')}\n`);
  return { view_automatic_settlement_details: lines.join('') };
}

/** RFC 4180. */
const quoted = (cell: string): string => (/[",\r\n ]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** As the ledger of Trustly writes them. */
const manyDecimals = (text: string): string => {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(20, '0')}`;
};

function readDate(data: RawObject, name: string): string {
  const text = required(data, name);
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new ApiError(623, `${name} is not a date such as 2026-11-29`);
  }
  return text;
}
