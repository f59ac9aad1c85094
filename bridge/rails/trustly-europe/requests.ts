/**
 * What each method of Trustly's API is sent, without the credentials. A request is made or refused here, before a byte leaves:
 * Trustly's own errors for these (623, 696 to 706, 717) would be mistakes of ours.
 */
import type { Money } from '../../../protocol/money.ts';
import {
  AccountPayoutAttributes,
  BankAccount,
  DepositAttributes,
  OwnId,
  RegisterAccountAttributes,
  SelectAccountAttributes,
  WithdrawAttributes,
} from './attributes.ts';
import type { Sent } from './envelope.ts';
import {
  amountOf,
  amountsOf,
  attributesOf,
  checkedOf,
  checkoutProblems,
  currencyOf,
  missing,
  numberOf,
  orderFields,
  partyProblems,
  RequestError,
  shippingProblems,
  type AmountAsk,
  type Order,
} from './request-checks.ts';
import { isDay } from './times.ts';

export interface EuropeRequest {
  readonly method: string;
  readonly data: Sent;
}

export interface DepositAsk extends Order {
  readonly amount: AmountAsk;
  readonly attributes: DepositAttributes;
}
export interface SelectAccountAsk extends Order {
  readonly attributes: SelectAccountAttributes;
}
export interface WithdrawAsk extends Order {
  readonly currency: string;
  readonly attributes: WithdrawAttributes;
}
export interface AccountPayoutAsk extends Order {
  readonly accountId: string;
  readonly amount: Money;
  readonly attributes: AccountPayoutAttributes;
}
export interface RegisterAccountAsk {
  readonly endUserId: string;
  readonly account: BankAccount;
  readonly attributes: RegisterAccountAttributes;
}
export interface RefundAsk {
  /** Trustly's id of the deposit. */
  readonly orderId: string;
  readonly amount: Money;
}
/** Whole days, as Trustly's accounts have them; the second one counts too. */
export interface LedgerAsk {
  readonly from: string;
  readonly to: string;
  /** null: of all currencies. */
  readonly currency: string | null;
}

/** @throws {RequestError} */
export function depositRequest(
  { amount, attributes, ...order }: DepositAsk,
  notificationUrl: string,
): EuropeRequest {
  const checked = attributesOf(DepositAttributes, attributes, [
    ...(attributes.RequestKYC === undefined ? missing(attributes, ['Firstname', 'Lastname', 'Email']) : []),
    ...checkoutProblems(attributes),
    ...partyProblems(attributes.RecipientInformation),
    ...shippingProblems(attributes),
  ]);
  return {
    method: 'Deposit',
    data: {
      NotificationURL: notificationUrl,
      ...orderFields(order),
      Attributes: { ...checked, ...amountsOf(amount) },
    },
  };
}

/** @throws {RequestError} */
export function selectAccountRequest(
  { attributes, ...order }: SelectAccountAsk,
  notificationUrl: string,
): EuropeRequest {
  const checked = attributesOf(SelectAccountAttributes, attributes, checkoutProblems(attributes));
  return {
    method: 'SelectAccount',
    data: { NotificationURL: notificationUrl, ...orderFields(order), Attributes: checked },
  };
}

/** @throws {RequestError} */
export function withdrawRequest(
  { currency, attributes, ...order }: WithdrawAsk,
  notificationUrl: string,
): EuropeRequest {
  const checked = attributesOf(WithdrawAttributes, attributes, [
    ...missing(attributes, ['Firstname', 'Lastname', 'Email']),
    ...checkoutProblems(attributes),
  ]);
  return {
    method: 'Withdraw',
    data: {
      NotificationURL: notificationUrl,
      ...orderFields(order),
      Currency: currencyOf(currency),
      Attributes: checked,
    },
  };
}

/** @throws {RequestError} */
export function accountPayoutRequest(
  { accountId, amount, attributes, ...order }: AccountPayoutAsk,
  notificationUrl: string,
): EuropeRequest {
  const checked = attributesOf(
    AccountPayoutAttributes,
    attributes,
    partyProblems(attributes.SenderInformation),
  );
  return {
    method: 'AccountPayout',
    data: {
      NotificationURL: notificationUrl,
      ...orderFields(order),
      AccountID: numberOf('AccountID', accountId),
      Amount: amountOf(amount),
      Currency: amount.currency,
      Attributes: checked,
    },
  };
}

/** @throws {RequestError} */
export function registerAccountRequest({
  endUserId,
  account,
  attributes,
}: RegisterAccountAsk): EuropeRequest {
  return {
    method: 'RegisterAccount',
    data: {
      EndUserID: checkedOf(OwnId, endUserId, 'EndUserID', []),
      ...checkedOf(BankAccount, account, '', []),
      Attributes: attributesOf(RegisterAccountAttributes, attributes, []),
    },
  };
}

/** @throws {RequestError} */
export function refundRequest({ orderId, amount }: RefundAsk): EuropeRequest {
  return {
    method: 'Refund',
    data: { OrderID: numberOf('OrderID', orderId), Amount: amountOf(amount), Currency: amount.currency },
  };
}

/** @throws {RequestError} */
export function orderRequest(
  method: 'ApproveWithdrawal' | 'DenyWithdrawal' | 'GetWithdrawals',
  orderId: string,
): EuropeRequest {
  return { method, data: { OrderID: numberOf('OrderID', orderId) } };
}

export function balanceRequest(): EuropeRequest {
  return { method: 'Balance', data: {} };
}

/** @throws {RequestError} */
export function accountLedgerRequest({ from, to, currency }: LedgerAsk): EuropeRequest {
  if (!isDay(from) || !isDay(to) || from > to)
    throw new RequestError(['FromDate and ToDate must be days in order']);
  return {
    method: 'AccountLedger',
    data: { FromDate: from, ToDate: to, Currency: currency === null ? '' : currencyOf(currency) },
  };
}

/** @throws {RequestError} */
export function settlementRequest(day: string, currency: string): EuropeRequest {
  if (!isDay(day)) throw new RequestError(['SettlementDate must be a day, YYYY-MM-DD']);
  return {
    method: 'ViewAutomaticSettlementDetailsCSV',
    data: { Currency: currencyOf(currency), SettlementDate: day, Attributes: { APIVersion: '1.2' } },
  };
}
