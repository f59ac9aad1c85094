import { expect, test } from 'vitest';
import { ApiError } from '../api-error.ts';
import { readRawJson, type RawObject } from '../signing/raw-json.ts';
import { CHECKOUT_NEEDS, checkAttributes, PERSON_NEEDS, readRequestKyc } from './attributes.ts';
import { readEndUserId, readMessageId, readNotificationUrl } from './parameters.ts';

const COMPLETE = {
  Country: 'SE',
  Locale: 'sv_SE',
  Firstname: 'Åsa',
  Lastname: 'Öberg',
  Email: 'asa@example.com',
  ShopperStatement: 'Topper',
  SuccessURL: 'https://pay.example/success',
  FailURL: 'https://pay.example/fail',
};

const fields = (value: object): RawObject => readRawJson(JSON.stringify(value)) as RawObject;

function errorOf(work: () => unknown): number | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error.number;
    throw error;
  }
}

const check = (more: object): number | null =>
  errorOf(() =>
    checkAttributes(fields({ ...COMPLETE, ...more }), {
      required: [...CHECKOUT_NEEDS, ['ShopperStatement', 623], ...PERSON_NEEDS],
    }),
  );

test('every attribute of the documents is accepted as they show it', () => {
  const RecipientInformation = {
    Partytype: 'PERSON',
    Firstname: 'Mark',
    Lastname: 'Smith',
    CountryCode: 'ES',
    CustomerID: '123456789',
    Address: 'Main street 1, 12345, Barcelona',
    DateOfBirth: '1980-01-30',
  };
  expect(
    check({
      IP: '83.140.44.184',
      MobilePhone: '+46709876543',
      AccountID: '1234567890',
      TemplateURL: 'https://example.org/checkout_trustly.html',
      URLTarget: '_top',
      NationalIdentificationNumber: '790131-1234',
      UnchangeableNationalIdentificationNumber: '1',
      ShippingAddressCountry: 'SE',
      ShippingAddressPostalCode: 'SE-11253',
      ShippingAddressCity: 'Stockholm',
      ShippingAddressLine1: 'Main street 1',
      ShippingAddressLine2: 'Apartment 123, 2 stairs up',
      URLScheme: 'yourCustomURLScheme://',
      ReturnToAppURL: 'yourCustomReturnToAppURL://',
      ExternalReference: '23423525234',
      PSPMerchant: 'Merchant Ltd.',
      PSPMerchantURL: 'www.merchant.com',
      MerchantCategoryCode: '5499',
      RecipientInformation,
    }),
  ).toBeNull();
  const organisation = {
    ...RecipientInformation,
    Partytype: 'ORGANISATION',
    Lastname: null,
    DateOfBirth: '5563427391',
  };
  expect(
    check({ RecipientInformation: organisation, IP: '2001:db8::1', Unknown: 'is not looked at' }),
  ).toBeNull();
});

test.each([
  ['Country', null, 737],
  ['Country', 'US', 737],
  ['Locale', null, 645],
  ['Locale', 'sv-SE', 645],
  ['Firstname', null, 623],
  ['Firstname', 1, null],
  ['Firstname', { a: 1 }, 623],
  ['Lastname', '', 623],
  ['Email', null, 642],
  ['Email', 'nobody', 642],
  ['ShopperStatement', null, 623],
  ['SuccessURL', null, 700],
  ['SuccessURL', 'pay.example', 700],
  ['FailURL', 'ftp://pay.example/', 701],
  ['TemplateURL', 'http://pay.example/', 702],
  ['URLTarget', '_blank', 703],
  ['IP', '1.2.3.4, 5.6.7.8', 698],
  ['IP', '1.2.3', 698],
  ['MobilePhone', '0709876543', 717],
  ['AccountID', 'abc', 717],
  ['UnchangeableNationalIdentificationNumber', '1', 717],
  ['ShippingAddressCountry', 'Sweden', 717],
  ['URLScheme', 'scheme', 717],
  ['MerchantCategoryCode', '12345', 717],
  ['ExternalReference', 'x'.repeat(256), 717],
  ['RequestDirectDebitMandate', '1', 712],
  ['QuickDeposit', '1', 712],
  ['ChargeAccountID', '123', 712],
  ['RequestKYC', 'yes', 717],
  ['RecipientInformation', 'Mark', 717],
  ['RecipientInformation', { Partytype: 'PERSON', Firstname: 'Mark', CountryCode: 'ES' }, 717],
  ['RecipientInformation', { Partytype: 'CAT', Firstname: 'Mark', CountryCode: 'ES' }, 717],
] as const)('%s as %j is error %s', (name, value, number) => {
  expect(check({ [name]: value })).toBe(number);
});

test('an address is given whole or in parts', () => {
  expect(check({ ShippingAddress: 'Main street 1, Stockholm', ShippingAddressCity: 'Stockholm' })).toBe(717);
});

test('Pay N Play is offered in Sweden, Finland, the Netherlands and Estonia, and nowhere else', () => {
  for (const Country of ['SE', 'FI', 'NL', 'EE']) {
    expect(readRequestKyc(fields({ Country, RequestKYC: '1' }))).toBe(true);
  }
  expect(errorOf(() => readRequestKyc(fields({ Country: 'DE', RequestKYC: '1' })))).toBe(732);
  expect(readRequestKyc(fields({ Country: 'DE', RequestKYC: '0' }))).toBe(false);
});

test.each([
  [readEndUserId, 'EndUserID', null, 696],
  [readEndUserId, 'EndUserID', ' ', 706],
  [readEndUserId, 'EndUserID', 'a\nb', 706],
  [readMessageId, 'MessageID', null, 697],
  [readMessageId, 'MessageID', '', 704],
  [readMessageId, 'MessageID', 'x'.repeat(201), 704],
  [readNotificationUrl, 'NotificationURL', null, 705],
  [readNotificationUrl, 'NotificationURL', 'https://casino.example/?id=1', 705],
  [readNotificationUrl, 'NotificationURL', 'ftp://casino.example/', 705],
  [readNotificationUrl, 'NotificationURL', 'http://casino.example/', 734],
  [readNotificationUrl, 'NotificationURL', 'http://127.0.0.1:7300/notify', null],
  [readNotificationUrl, 'NotificationURL', 'https://casino.example/notify/a2b6', null],
] as const)('%o: %s as %j is error %s', (read, name, value, number) => {
  expect(errorOf(() => read(fields({ [name]: value })))).toBe(number);
});
