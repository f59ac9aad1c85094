import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestError } from './request-checks.ts';
import type { DepositAttributes } from './attributes.ts';
import {
  accountLedgerRequest,
  accountPayoutRequest,
  balanceRequest,
  depositRequest,
  orderRequest,
  refundRequest,
  registerAccountRequest,
  selectAccountRequest,
  settlementRequest,
  withdrawRequest,
} from './requests.ts';

const NOTIFY = 'https://casino.example/trustly-europe/dajskldjakls123dajskldja';
const order = { messageId: 'm-1', endUserId: 'e-1' };
const HUNDRED = { minor: 10_000, currency: 'SEK' };
const checkout = {
  Country: 'SE',
  Locale: 'sv_SE',
  SuccessURL: 'https://pay.example/done',
  FailURL: 'https://pay.example/cancelled',
  IP: '123.123.123.123',
};
const person = { Firstname: 'Åsa', Lastname: 'Öström', Email: 'asa@example.com' };
const attributes: DepositAttributes = { ...checkout, ...person, ShopperStatement: 'Casino' };
const deposit = (more: Partial<Record<string, unknown>>, without: readonly string[] = []) => {
  const all = Object.entries({ ...attributes, ...more }).filter(([name]) => !without.includes(name));
  return depositRequest(
    { ...order, amount: HUNDRED, attributes: Object.fromEntries(all) as unknown as DepositAttributes },
    NOTIFY,
  );
};

describe('a Deposit', () => {
  it('is sent with what is documented, amounts and currency among the attributes', () => {
    expect(deposit({ MobilePhone: '+46709876543', NationalIdentificationNumber: '790131-1234' })).toEqual({
      method: 'Deposit',
      data: {
        NotificationURL: NOTIFY,
        EndUserID: 'e-1',
        MessageID: 'm-1',
        Attributes: {
          ...attributes,
          MobilePhone: '+46709876543',
          NationalIdentificationNumber: '790131-1234',
          Currency: 'SEK',
          Amount: '100.00',
        },
      },
    });
  });

  it('may let the player choose the amount on the page of Trustly', () => {
    const amount = { least: { minor: 500, currency: 'EUR' }, most: { minor: 50_000, currency: 'EUR' } };
    const { data } = depositRequest({ ...order, amount, attributes }, NOTIFY);
    expect(data['Attributes']).toMatchObject({
      Currency: 'EUR',
      SuggestedMinAmount: '5.00',
      SuggestedMaxAmount: '500.00',
    });
    expect(data['Attributes']).not.toHaveProperty('Amount');
    const turned = { least: amount.most, most: amount.least };
    expect(() => depositRequest({ ...order, amount: turned, attributes }, NOTIFY)).toThrow(
      'SuggestedMinAmount',
    );
  });

  it('with Pay N Play needs no name and no e-mail address, and without needs them', () => {
    const nameless = ['Firstname', 'Lastname', 'Email'];
    expect(deposit({ RequestKYC: '1' }, nameless).data['Attributes']).toMatchObject({ RequestKYC: '1' });
    for (const name of nameless) expect(() => deposit({}, [name])).toThrow(`Attributes/${name} is missing`);
  });

  it.each([
    ['URLTarget', '_top'],
    ['TemplateURL', 'https://casino.example/template'],
    ['AccountID', '1234567890'],
    ['Method', 'deposit.bank.netherlands.ideal'],
    ['ExternalReference', '23423525234'],
    ['ReturnToAppURL', 'casino://'],
    ['URLScheme', 'casino://'],
    ['PSPMerchant', 'Merchant Ltd.'],
    ['MerchantCategoryCode', '5499'],
    ['ShippingAddressPostalCode', 'SE-11253'],
    ['ShippingAddress', 'Main street 1, SE-11253, Stockholm, Sweden.'],
    ['RequestDirectDebitMandate', '1'],
    ['QuickDeposit', '1'],
    ['ChargeAccountID', '1234567890'],
    ['HoldNotifications', '1'],
    ['IntegrationModule', 'Topper 1'],
    ['IP', '2001:db8::1'],
    ['Locale', 'sv'],
    [
      'RecipientInformation',
      { Partytype: 'PERSON', Firstname: 'Mark', Lastname: 'Smith', CountryCode: 'ES' },
    ],
    [
      'RecipientInformation',
      { Partytype: 'ORGANISATION', Firstname: 'Merchant Ltd', CountryCode: 'SE', DateOfBirth: '5563427391' },
    ],
  ])('may have %s', (name, value) => {
    expect(deposit({ [name]: value }).data['Attributes']).toMatchObject({ [name]: value });
  });

  it.each([
    ['IP', '123.123.123.123, 10.0.0.1'],
    ['IP', ''],
    ['Country', 'Sweden'],
    ['Locale', 'sv-SE'],
    ['SuccessURL', 'javascript:alert(1)'],
    ['FailURL', 'pay.example'],
    ['Email', 'nobody'],
    ['MobilePhone', '0709876543'],
    ['URLTarget', '_blank'],
    ['TemplateURL', 'http://casino.example/template'],
    ['MerchantCategoryCode', '54'],
    ['RequestKYC', true],
    ['Firstname', null],
    ['Firstname', ''],
    ['Firstname', 'A\0'],
    ['Lastname', '\ud800'],
    ['ShopperStatement', undefined],
    ['Amount', '1.00'],
    ['Unknown', 'x'],
    ['PSPMerchantURL', 'https://merchant.example'],
    ['UnchangeableNationalIdentificationNumber', '1'],
    ['RecipientInformation', { Partytype: 'ORGANISATION', Firstname: 'X', Lastname: 'Y', CountryCode: 'SE' }],
    ['RecipientInformation', { Partytype: 'PERSON', Firstname: 'X', CountryCode: 'SE' }],
  ])('with %s of %j is not sent', (name, value) => {
    expect(() => deposit({ [name]: value })).toThrow(RequestError);
  });

  it('has its shipping address whole or in parts', () => {
    expect(() => deposit({ ShippingAddress: 'x', ShippingAddressCity: 'y' })).toThrow('whole or in parts');
  });

  it('with an unchangeable number of a Swede may be sent', () => {
    const more = {
      UnchangeableNationalIdentificationNumber: '1',
      NationalIdentificationNumber: '790131-1234',
    };
    expect(deposit(more).data['Attributes']).toMatchObject(more);
    expect(() => deposit({ ...more, Country: 'FI' })).toThrow('of Sweden');
  });

  it('whose MessageID or EndUserID may be malformed is not sent', () => {
    for (const id of ['', ' ', 'a b', 'é', 'x'.repeat(101), 'a\n'])
      for (const name of ['messageId', 'endUserId'])
        expect(() => depositRequest({ ...order, [name]: id, amount: HUNDRED, attributes }, NOTIFY)).toThrow();
  });

  it('says which fields are wrong, and nothing of what is in them', () => {
    expect(() => deposit({ Email: 'secret of the player' })).toThrow(/Email/);
    expect(() => deposit({ Email: 'secret of the player' })).not.toThrow(/secret/);
  });
});

describe('a request', () => {
  it.each([
    [
      'SelectAccount',
      selectAccountRequest(
        { ...order, attributes: { ...checkout, ...person, DateOfBirth: '1979-01-31' } },
        NOTIFY,
      ),
      ['Attributes', 'EndUserID', 'MessageID', 'NotificationURL'],
    ],
    [
      'Withdraw',
      withdrawRequest(
        { ...order, currency: 'SEK', attributes: { ...checkout, ...person, DateOfBirth: '1990-01-20' } },
        NOTIFY,
      ),
      ['Attributes', 'Currency', 'EndUserID', 'MessageID', 'NotificationURL'],
    ],
    [
      'AccountPayout',
      accountPayoutRequest(
        { ...order, accountId: '1234567890', amount: HUNDRED, attributes: { ShopperStatement: 'Casino' } },
        NOTIFY,
      ),
      ['AccountID', 'Amount', 'Attributes', 'Currency', 'EndUserID', 'MessageID', 'NotificationURL'],
    ],
    [
      'RegisterAccount',
      registerAccountRequest({
        endUserId: 'e-1',
        account: {
          ClearingHouse: 'SWEDEN',
          BankNumber: '6112',
          AccountNumber: '69706212',
          Firstname: 'Steve',
          Lastname: 'Smith',
        },
        attributes: { AddressCountry: 'SE' },
      }),
      ['AccountNumber', 'Attributes', 'BankNumber', 'ClearingHouse', 'EndUserID', 'Firstname', 'Lastname'],
    ],
    ['Refund', refundRequest({ orderId: '5843996816', amount: HUNDRED }), ['Amount', 'Currency', 'OrderID']],
    ['ApproveWithdrawal', orderRequest('ApproveWithdrawal', '5843996816'), ['OrderID']],
    ['DenyWithdrawal', orderRequest('DenyWithdrawal', '5843996816'), ['OrderID']],
    ['GetWithdrawals', orderRequest('GetWithdrawals', '5843996816'), ['OrderID']],
    ['Balance', balanceRequest(), []],
    [
      'AccountLedger',
      accountLedgerRequest({ from: '2026-11-01', to: '2026-11-29', currency: null }),
      ['Currency', 'FromDate', 'ToDate'],
    ],
    [
      'ViewAutomaticSettlementDetailsCSV',
      settlementRequest('2026-11-28', 'SEK'),
      ['Attributes', 'Currency', 'SettlementDate'],
    ],
  ])('%s has the documented fields', (method, made, fields) => {
    expect(made.method).toBe(method);
    expect(Object.keys(made.data).toSorted()).toEqual(fields);
  });

  it.each([
    ['an amount of nothing', () => refundRequest({ orderId: '1', amount: { minor: 0, currency: 'SEK' } })],
    ['an amount in dollars', () => refundRequest({ orderId: '1', amount: { minor: 1, currency: 'USD' } })],
    ['a part of a forint', () => refundRequest({ orderId: '1', amount: { minor: 150, currency: 'HUF' } })],
    ['an order that is no number', () => orderRequest('GetWithdrawals', '1 OR 1')],
    ['a day that there is not', () => settlementRequest('2026-02-30', 'SEK')],
    [
      'days in the wrong order',
      () => accountLedgerRequest({ from: '2026-11-02', to: '2026-11-01', currency: null }),
    ],
    ['a currency that there is not', () => settlementRequest('2026-11-28', 'XXX')],
  ])('with %s is not sent', (_what, make) => {
    expect(make).toThrow(RequestError);
  });

  it('is of texts alone, whatever is asked for', () => {
    const isText = (value: unknown): boolean =>
      typeof value === 'string' ||
      (typeof value === 'object' && value !== null && Object.values(value).every(isText));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.constantFrom('SEK', 'EUR', 'NOK'),
        (minor, currency) => {
          const amount = { minor, currency };
          expect(isText(depositRequest({ ...order, amount, attributes }, NOTIFY).data)).toBe(true);
          expect(isText(refundRequest({ orderId: '1', amount }).data)).toBe(true);
        },
      ),
    );
  });
});
