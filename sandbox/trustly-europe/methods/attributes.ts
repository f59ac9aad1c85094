/** The attributes of the documents, each with its check and the error that it has of its own. Others are not looked at. */
import { isIP } from 'node:net';
import { ApiError, type ApiErrorNumber } from '../api-error.ts';
import { CHECKOUT_COUNTRIES, isCountry } from '../countries.ts';
import { required, textOf } from '../fields.ts';
import { isRawObject, type RawObject } from '../signing/raw-json.ts';

type Holds = (text: string) => boolean;
type Rule = readonly [name: string, number: ApiErrorNumber, holds: Holds];

const like =
  (pattern: RegExp): Holds =>
  (text) =>
    pattern.test(text);
const anyText: Holds = (text) => text !== '' && text.length <= 255;
const isEmail = like(/^[^\s@]+@[^\s@]+$/);
const isUrl: Holds = (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? '');
const isDate: Holds = (text) =>
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** Checked wherever they are given. */
const RULES: readonly Rule[] = [
  ['Country', 737, isCountry],
  ['Locale', 645, like(/^[a-z]{2}(_[A-Z]{2})?$/)],
  ['SuccessURL', 700, isUrl],
  ['FailURL', 701, isUrl],
  ['TemplateURL', 702, (text) => isUrl(text) && text.startsWith('https:')],
  ['URLTarget', 703, (text) => ['_top', '_self', '_parent'].includes(text)],
  ['Email', 642, isEmail],
  ['IP', 698, (text) => isIP(text) !== 0],
  ['Firstname', 717, anyText],
  ['Lastname', 717, anyText],
  ['ShopperStatement', 717, anyText],
  ['MobilePhone', 717, like(/^\+[0-9]{6,15}$/)],
  ['AccountID', 717, like(/^[0-9]{1,20}$/)],
  ['NationalIdentificationNumber', 717, anyText],
  ['UnchangeableNationalIdentificationNumber', 717, like(/^[01]$/)],
  ['DateOfBirth', 717, isDate],
  ['ShippingAddressCountry', 717, isCountry],
  ['ShippingAddressPostalCode', 717, anyText],
  ['ShippingAddressCity', 717, anyText],
  ['ShippingAddressLine1', 717, anyText],
  ['ShippingAddressLine2', 717, anyText],
  ['ShippingAddress', 717, anyText],
  ['AddressCountry', 717, isCountry],
  ['URLScheme', 717, like(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//)],
  ['ReturnToAppURL', 717, like(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//)],
  ['ExternalReference', 717, anyText],
  ['PSPMerchant', 717, anyText],
  ['PSPMerchantURL', 717, anyText],
  ['MerchantCategoryCode', 717, like(/^[0-9]{4}$/)],
  ['PaymentDate', 717, isDate],
  ['RequestKYC', 717, like(/^[01]$/)],
];

const PARTY_RULES: readonly Rule[] = [
  ['Partytype', 717, (text) => text === 'PERSON' || text === 'ORGANISATION'],
  ['Firstname', 717, anyText],
  ['CountryCode', 717, isCountry],
];

/** Direct debit is not enabled for the sandbox's merchant. */
const DIRECT_DEBIT = ['RequestDirectDebitMandate', 'QuickDeposit', 'ChargeAccountID'];

export interface Needs {
  /** Those that must be there, with the error where they are not. */
  readonly required: readonly (readonly [name: string, number: ApiErrorNumber])[];
}

export const CHECKOUT_NEEDS: Needs['required'] = [
  ['Country', 737],
  ['Locale', 645],
  ['SuccessURL', 700],
  ['FailURL', 701],
];
/** With Pay N Play the bank says who it is. */
export const PERSON_NEEDS: Needs['required'] = [
  ['Firstname', 623],
  ['Lastname', 623],
  ['Email', 642],
];

/** @throws {ApiError} */
export function checkAttributes(attributes: RawObject, { required: needs }: Needs): void {
  for (const [name, number] of needs) required(attributes, name, number);
  for (const [name, number, holds] of RULES) check(attributes, name, number, holds);
  for (const name of DIRECT_DEBIT) {
    if ((textOf(attributes, name) ?? '0') !== '0') throw new ApiError(712, `${name} is given`);
  }
  checkIdentity(attributes);
  checkAddress(attributes);
  checkParty(attributes, 'RecipientInformation');
  checkParty(attributes, 'SenderInformation');
}

/** Pay N Play; and whether it may be. @throws {ApiError} 732 */
export function readRequestKyc(attributes: RawObject): boolean {
  if (textOf(attributes, 'RequestKYC') !== '1') return false;
  const country = textOf(attributes, 'Country');
  if (!CHECKOUT_COUNTRIES.some(({ code }) => code === country)) {
    throw new ApiError(732, `Pay N Play is not offered in ${country ?? 'no country'}`);
  }
  return true;
}

function check(fields: RawObject, name: string, number: ApiErrorNumber, holds: Holds): void {
  const text = textOf(fields, name);
  if (text !== null && !holds(text)) throw new ApiError(number, `${name} is not what it must be`);
}

function checkIdentity(attributes: RawObject): void {
  if (textOf(attributes, 'UnchangeableNationalIdentificationNumber') !== '1') return;
  if (textOf(attributes, 'NationalIdentificationNumber') === null || textOf(attributes, 'Country') !== 'SE') {
    throw new ApiError(717, 'UnchangeableNationalIdentificationNumber needs a number, and Sweden');
  }
}

function checkAddress(attributes: RawObject): void {
  const whole = textOf(attributes, 'ShippingAddress') !== null;
  const parts = [...attributes.keys()].some((name) => /^ShippingAddress./.test(name));
  if (whole && parts) throw new ApiError(717, 'ShippingAddress is given whole and in parts');
}

function checkParty(attributes: RawObject, name: 'RecipientInformation' | 'SenderInformation'): void {
  const party = attributes.get(name);
  if (party === undefined || party === null) return;
  if (!isRawObject(party)) throw new ApiError(717, `${name} is not an object`);
  for (const [field, number, holds] of PARTY_RULES) {
    required(party, field, number);
    check(party, field, number, holds);
  }
  if (textOf(party, 'Partytype') !== 'PERSON') return;
  required(party, 'Lastname', 717);
  check(party, 'DateOfBirth', 717, isDate);
}
