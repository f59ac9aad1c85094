/** The checks of what is sent: each makes a checked value of the API, or says what is wrong. */
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { MoneyError, type Money } from '../../../protocol/money.ts';
import { apiAmount, isEuropeCurrency } from './amounts.ts';
import { OwnId, type DepositAttributes, type Party } from './attributes.ts';
import type { Sent } from './envelope.ts';

/** Names the fields that are wrong, and says nothing of what is in them. */
export class RequestError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'RequestError';
  }
}

/** An order of ours. Its MessageID is durable before it is sent, and is never of another order. */
export interface Order {
  readonly messageId: string;
  readonly endUserId: string;
}

export function orderFields({ messageId, endUserId }: Order) {
  return {
    EndUserID: checkedOf(OwnId, endUserId, 'EndUserID', []),
    MessageID: checkedOf(OwnId, messageId, 'MessageID', []),
  };
}

export function attributesOf<S extends TSchema>(
  schema: S,
  value: Static<S>,
  problems: readonly string[],
): Sent {
  return checkedOf(schema, value, 'Attributes', problems);
}

export function checkedOf<S extends TSchema>(
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

export function missing<T extends object>(attributes: T, names: readonly (keyof T & string)[]): string[] {
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

export function checkoutProblems(attributes: Checkout): string[] {
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

export function partyProblems(party: Static<typeof Party> | undefined): string[] {
  if (!party) return [];
  const isPerson = party.Partytype === 'PERSON';
  return isPerson === (party.Lastname !== undefined)
    ? []
    : ['a person has a Lastname, and an organisation has none'];
}

export function shippingProblems(attributes: DepositAttributes): string[] {
  const parts = ['Country', 'PostalCode', 'City', 'Line1', 'Line2'] as const;
  const isInParts = parts.some((part) => attributes[`ShippingAddress${part}`] !== undefined);
  return isInParts && attributes.ShippingAddress !== undefined
    ? ['ShippingAddress is sent whole or in parts, and not both']
    : [];
}

/** What the player chose, or between what Trustly's page lets the player choose. */
export type AmountAsk = Money | { readonly least: Money; readonly most: Money };

export function amountsOf(amount: AmountAsk): Sent {
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

export function amountOf(money: Money): string {
  try {
    return apiAmount(money);
  } catch (error) {
    if (error instanceof MoneyError) throw new RequestError([`Amount: ${error.message}`]);
    throw error;
  }
}

export function currencyOf(currency: string): string {
  if (!isEuropeCurrency(currency))
    throw new RequestError([`Currency: ${currency} is not a currency of this rail`]);
  return currency;
}

export function numberOf(name: string, id: string): string {
  if (!/^[0-9]{1,20}$/.test(id)) throw new RequestError([`${name} must be digits`]);
  return id;
}
