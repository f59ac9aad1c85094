/**
 * What each method of Trustly's API is sent, without the credentials. A request is made or refused here, before a byte leaves:
 * Trustly's own errors for these (623, 696 to 706, 717) would be mistakes of ours.
 */
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { MoneyError, type Money } from '../../../protocol/money.ts';
import { apiAmount, isEuropeCurrency } from './amounts.ts';
import {
  AccountPayoutAttributes,
  BankAccount,
  DepositAttributes,
  OwnId,
  RegisterAccountAttributes,
  SelectAccountAttributes,
  WithdrawAttributes,
  type Party,
} from './attributes.ts';
import type { Sent } from './envelope.ts';
import { isDay } from './times.ts';

/** Names the fields that are wrong, and says nothing of what is in them. */
export class RequestError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'RequestError';
  }
}

export interface EuropeRequest {
  readonly method: string;
  readonly data: Sent;
}

/** An order of ours. Its MessageID is durable before it is sent, and is never of another order. */
interface Order {
  readonly messageId: string;
  readonly endUserId: string;
}

export interface DepositAsk extends Order {
  /** What the player chose, or between what Trustly's page lets the player choose. */
  readonly amount: Money | { readonly least: Money; readonly most: Money };
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

function orderFields({ messageId, endUserId }: Order) {
  return {
    EndUserID: checkedOf(OwnId, endUserId, 'EndUserID', []),
    MessageID: checkedOf(OwnId, messageId, 'MessageID', []),
  };
}

function attributesOf<S extends TSchema>(schema: S, value: Static<S>, problems: readonly string[]): Sent {
  return checkedOf(schema, value, 'Attributes', problems);
}

function checkedOf<S extends TSchema>(
  schema: S,
  value: unknown,
  name: string,
  problems: readonly string[],
): Static<S> {
  const found = Value.Errors(schema, value).map(
    ({ instancePath, message }) => `${name}${instancePath} ${message}`,
  );
  if (found.length + problems.length > 0) throw new RequestError([...found, ...problems]);
  return value as Static<S>;
}

function missing<T extends object>(attributes: T, names: readonly (keyof T & string)[]): string[] {
  return names
    .filter((name) => attributes[name] === undefined)
    .map((name) => `Attributes/${name} is missing`);
}

interface Checkout {
  readonly Country: string;
  readonly NationalIdentificationNumber?: string;
  readonly UnchangeableNationalIdentificationNumber?: string;
  readonly TemplateURL?: string;
  readonly PSPMerchant?: string;
  readonly PSPMerchantURL?: string;
}

function checkoutProblems(attributes: Checkout): string[] {
  const problems: string[] = [];
  const { Country, NationalIdentificationNumber: number } = attributes;
  if (
    attributes.UnchangeableNationalIdentificationNumber !== undefined &&
    (number === undefined || Country !== 'SE')
  )
    problems.push('UnchangeableNationalIdentificationNumber needs a NationalIdentificationNumber, of Sweden');
  if (attributes.TemplateURL?.startsWith('http:')) problems.push('TemplateURL must be https');
  if (attributes.PSPMerchantURL !== undefined && attributes.PSPMerchant === undefined)
    problems.push('PSPMerchantURL needs PSPMerchant');
  return problems;
}

function partyProblems(party: Static<typeof Party> | undefined): string[] {
  if (!party) return [];
  const isPerson = party.Partytype === 'PERSON';
  return isPerson === (party.Lastname !== undefined)
    ? []
    : ['a person has a Lastname, and an organisation has none'];
}

function shippingProblems(attributes: DepositAttributes): string[] {
  const parts = ['Country', 'PostalCode', 'City', 'Line1', 'Line2'] as const;
  const isInParts = parts.some((part) => attributes[`ShippingAddress${part}`] !== undefined);
  return isInParts && attributes.ShippingAddress !== undefined
    ? ['ShippingAddress is sent whole or in parts, and not both']
    : [];
}

function amountsOf(amount: DepositAsk['amount']): Sent {
  if ('minor' in amount) return { Currency: currencyOf(amount.currency), Amount: amountOf(amount) };
  const { least, most } = amount;
  if (least.currency !== most.currency || least.minor > most.minor)
    throw new RequestError(['SuggestedMinAmount must not be more than SuggestedMaxAmount, in one currency']);
  return {
    Currency: currencyOf(least.currency),
    SuggestedMinAmount: amountOf(least),
    SuggestedMaxAmount: amountOf(most),
  };
}

function amountOf(money: Money): string {
  try {
    return apiAmount(money);
  } catch (error) {
    if (error instanceof MoneyError) throw new RequestError([`Amount: ${error.message}`]);
    throw error;
  }
}

function currencyOf(currency: string): string {
  if (!isEuropeCurrency(currency))
    throw new RequestError([`Currency: ${currency} is not a currency of this rail`]);
  return currency;
}

function numberOf(name: string, id: string): string {
  if (!/^[0-9]{1,20}$/.test(id)) throw new RequestError([`${name} must be digits`]);
  return id;
}
