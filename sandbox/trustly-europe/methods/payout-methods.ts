/** Money to a player: payouts, refunds, and what becomes of a withdrawal. */
import { registeredAccount, descriptorOf, type Account } from '../accounts.ts';
import { readAmount, readCurrency } from '../amounts.ts';
import { ApiError } from '../api-error.ts';
import type { Json } from '../envelope.ts';
import type { EuropeFaultSwitch } from '../faults.ts';
import { attributesOf, required, textOf } from '../fields.ts';
import type { Order } from '../order.ts';
import type { Orders } from '../orders.ts';
import type { RawObject } from '../signing/raw-json.ts';
import { checkAttributes } from './attributes.ts';
import type { Made } from './checkout-methods.ts';
import { readEndUserId, readMessageId, readNotificationUrl } from './parameters.ts';

export interface PayoutPorts {
  readonly orders: Orders;
  readonly faults: EuropeFaultSwitch;
  /** Names accounts that are registered by their numbers. */
  readonly accountKey: Buffer;
}

/** @throws {ApiError} */
export function accountPayout(data: RawObject, ports: PayoutPorts): Made {
  const accountId = required(data, 'AccountID');
  if (ports.orders.store.account(accountId) === null)
    throw new ApiError(9003, `AccountID ${accountId} is unknown`);
  return payOut('AccountPayout', data, accountId, ports);
}

/** @throws {ApiError} */
export function registerAccountPayout(data: RawObject, ports: PayoutPorts): Made {
  const { orders } = ports;
  return orders.store.atomically(() => {
    const account = readAccount(data, ports);
    orders.store.keepAccount(account);
    return payOut('RegisterAccountPayout', data, account.accountId, ports);
  });
}

/** @throws {ApiError} */
export function registerAccount(data: RawObject, ports: PayoutPorts): Json {
  readEndUserId(data);
  checkAttributes(attributesOf(data), { required: [] });
  const account = readAccount(data, ports);
  ports.orders.store.keepAccount(account);
  const { accountId, clearinghouse, bank } = account;
  return { accountid: accountId, clearinghouse, bank, descriptor: descriptorOf(account) };
}

/** Every call is another refund. @throws {ApiError} */
export function refund(data: RawObject, { orders }: PayoutPorts): Json {
  const order = orderOf(data, orders);
  if (order.kind !== 'Deposit' || (order.state !== 'CREDITED' && order.state !== 'SETTLED')) {
    throw new ApiError(9002, `order ${order.orderId} is no deposit that was credited`);
  }
  const currency = readCurrency(textOf(data, 'Currency'));
  if (currency !== order.currency) throw new ApiError(622, `the deposit was in ${order.currency ?? ''}`);
  const minor = readAmount('Amount', textOf(data, 'Amount'), currency);
  if (minor > (order.amountMinor ?? 0) - order.refundedMinor) {
    throw new ApiError(615, 'Amount is more than what is left of the deposit');
  }
  const attributes = attributesOf(data);
  checkAttributes(attributes, { required: [] });
  if (minor > orders.book.balance(currency)) throw new ApiError(9005, 'there is not enough on the account');
  orders.refund(order, minor, textOf(attributes, 'ExternalReference'), orders.clock.now());
  return { orderid: order.orderId, result: '1' };
}

/** @throws {ApiError} */
export function approveWithdrawal(data: RawObject, { orders }: PayoutPorts): Json {
  const order = askingOf(data, orders);
  if (order.currency === null || (order.amountMinor ?? 0) > orders.book.balance(order.currency)) {
    throw new ApiError(9005, 'there is not enough on the account');
  }
  orders.execute(order);
  return { orderid: order.orderId, result: '1' };
}

/** The merchant is told by cancel, and by a credit where it had answered OK to the debit. @throws {ApiError} */
export function denyWithdrawal(data: RawObject, { orders }: PayoutPorts): Json {
  const order = askingOf(data, orders);
  orders.deny(order);
  return { orderid: order.orderId, result: '1' };
}

function payOut(
  kind: 'AccountPayout' | 'RegisterAccountPayout',
  data: RawObject,
  accountId: string,
  { orders, faults }: PayoutPorts,
): Made {
  const attributes = attributesOf(data);
  const currency = readCurrency(textOf(data, 'Currency'));
  const amountMinor = readAmount('Amount', textOf(data, 'Amount'), currency);
  checkAttributes(attributes, { required: [['ShopperStatement', 623]] });
  const messageId = readMessageId(data);
  const endUserId = readEndUserId(data);
  const notificationUrl = readNotificationUrl(data);
  if (orders.store.isMessageIdUsed(messageId))
    throw new ApiError(637, `MessageID ${messageId} was used before`);
  if (amountMinor > orders.book.balance(currency))
    throw new ApiError(9005, 'there is not enough on the account');
  const order = orders.make({
    kind,
    messageId,
    endUserId,
    notificationUrl,
    currency,
    amountMinor,
    accountId,
    externalReference: textOf(attributes, 'ExternalReference'),
  });
  if (faults.faults.payouts === 'refused') {
    orders.change(order, { state: 'RETURNED' });
    return { order, data: { orderid: order.orderId, result: '0' } };
  }
  return { order: orders.execute(order), data: { orderid: order.orderId, result: '1' } };
}

function readAccount(data: RawObject, { accountKey }: PayoutPorts): Account {
  required(data, 'Firstname');
  required(data, 'Lastname');
  return registeredAccount(accountKey, {
    clearinghouse: required(data, 'ClearingHouse'),
    bankNumber: textOf(data, 'BankNumber') ?? '',
    accountNumber: required(data, 'AccountNumber'),
  });
}

/** @throws {ApiError} ERROR_INVALID_ORDER_ID */
export function orderOf(data: RawObject, orders: Orders): Order {
  const orderId = textOf(data, 'OrderID') ?? '';
  const order = orders.store.get(orderId);
  if (order === null) throw new ApiError(9002, `there is no order ${orderId}`);
  return order;
}

function askingOf(data: RawObject, orders: Orders): Order {
  const order = orderOf(data, orders);
  if (order.kind !== 'Withdraw' || order.state !== 'ASKING') {
    throw new ApiError(9002, `order ${order.orderId} is no withdrawal that waits for an approval`);
  }
  return order;
}
