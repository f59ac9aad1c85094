/** Deposit, SelectAccount and Withdraw: the methods that send a player to the checkout. */
import { randomBytes } from 'node:crypto';
import { readAmount, readCurrency, type Currency } from '../amounts.ts';
import { ApiError } from '../api-error.ts';
import type { Json } from '../envelope.ts';
import { attributesOf, textOf } from '../fields.ts';
import type { Order } from '../order.ts';
import type { Orders } from '../orders.ts';
import type { RawObject } from '../signing/raw-json.ts';
import { CHECKOUT_NEEDS, checkAttributes, PERSON_NEEDS, readRequestKyc } from './attributes.ts';
import { readEndUserId, readMessageId, readNotificationUrl } from './parameters.ts';

export interface CheckoutMethodPorts {
  readonly orders: Orders;
  readonly checkoutUrl: (order: Order) => string;
}

export interface Made {
  readonly order: Order;
  readonly data: Json;
}

/** @throws {ApiError} */
export function deposit(data: RawObject, ports: CheckoutMethodPorts): Made {
  const attributes = attributesOf(data);
  const currency = readCurrency(textOf(attributes, 'Currency'));
  const requestKyc = readRequestKyc(attributes);
  checkAttributes(attributes, {
    required: [...CHECKOUT_NEEDS, ['ShopperStatement', 623], ...(requestKyc ? [] : PERSON_NEEDS)],
  });
  return make('Deposit', data, attributes, ports, {
    currency,
    requestKyc,
    ...amountsOf(attributes, currency),
  });
}

/** @throws {ApiError} */
export function selectAccount(data: RawObject, ports: CheckoutMethodPorts): Made {
  const attributes = attributesOf(data);
  const requestKyc = readRequestKyc(attributes);
  checkAttributes(attributes, { required: [...CHECKOUT_NEEDS, ...(requestKyc ? [] : PERSON_NEEDS)] });
  return make('SelectAccount', data, attributes, ports, { currency: null, requestKyc });
}

/** Its Currency is a parameter, not an attribute. @throws {ApiError} */
export function withdraw(data: RawObject, ports: CheckoutMethodPorts): Made {
  const attributes = attributesOf(data);
  const currency = readCurrency(textOf(data, 'Currency'));
  checkAttributes(attributes, {
    required: [
      ...CHECKOUT_NEEDS,
      ['Firstname', 623],
      ['Lastname', 623],
      ['Email', 642],
      ['DateOfBirth', 623],
    ],
  });
  return make('Withdraw', data, attributes, ports, { currency, ...amountsOf(attributes, currency) });
}

function make(
  kind: 'Deposit' | 'SelectAccount' | 'Withdraw',
  data: RawObject,
  attributes: RawObject,
  { orders, checkoutUrl }: CheckoutMethodPorts,
  more: Partial<Order> & Pick<Order, 'currency'>,
): Made {
  const order = orders.make({
    kind,
    messageId: readMessageId(data),
    endUserId: readEndUserId(data),
    notificationUrl: readNotificationUrl(data),
    country: textOf(attributes, 'Country'),
    successUrl: textOf(attributes, 'SuccessURL'),
    failUrl: textOf(attributes, 'FailURL'),
    externalReference: textOf(attributes, 'ExternalReference'),
    sessionId: randomBytes(18).toString('base64url'),
    ...more,
  });
  return { order, data: { orderid: order.orderId, url: checkoutUrl(order) } };
}

/** The amount, or between which amounts the player may choose. @throws {ApiError} 615, 717 */
function amountsOf(
  attributes: RawObject,
  currency: Currency,
): Pick<Order, 'amountMinor' | 'leastMinor' | 'mostMinor'> {
  const read = (...names: string[]): number | null => {
    const name = names.find((one) => textOf(attributes, one) !== null);
    return name === undefined ? null : readAmount(name, textOf(attributes, name), currency);
  };
  const amountMinor = read('Amount', 'SuggestedAmount');
  const leastMinor = read('SuggestedMinAmount', 'MinAmount');
  const mostMinor = read('SuggestedMaxAmount', 'MaxAmount');
  const isFixed = textOf(attributes, 'Amount') !== null;
  if (isFixed && (leastMinor !== null || mostMinor !== null)) {
    throw new ApiError(717, 'Amount is given together with SuggestedMinAmount or SuggestedMaxAmount');
  }
  if (leastMinor !== null && mostMinor !== null && leastMinor > mostMinor) {
    throw new ApiError(717, 'SuggestedMinAmount is above SuggestedMaxAmount');
  }
  return { amountMinor, leastMinor, mostMinor };
}
