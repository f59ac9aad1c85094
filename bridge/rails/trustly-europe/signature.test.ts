import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRawJson, RawNumber, type RawJson } from './raw-json.ts';
import { isSignedBy, serialize, SIGNATURE_ALGORITHMS, signatureOf, type Signed } from './signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const UUID = '258a2184-2842-b485-25ca-293525152425';
const account = { accountid: '123456789', bank: 'BankA', clearinghouse: 'SWEDEN' };

/** The key of the examples in Trustly's own client libraries, and what it has signed there. */
const EXAMPLES_KEY = createPublicKey(`-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7o2YVcNZvhc4xDZEyW4p
ic7wdqtEtwyXDnIJuXC4rhuNdFdQa4aLhe+MKNqSMYqewkvEzfvIXcZlA1ibUGUi
+tjhYUo8g+vD6WAJ+iLovBd9wbu1IKg4qLR61RC0RfaNSDalv4xQ6N06HwAcyp14
me6HR5JpDW2Cph2S1cogZYCAc3oiTxGFeZqG7TvEPvy/8fnPVDsoALR3HksdP8qZ
DPprTWmOBffh02SPluHair5cmi8gfNrGuF3rfvF1efWLsyMTl2MmfBPGVEaA8ioI
A1OiuVth5Wc5MCrS8Mxfbnw6DSnYKe+RhIc2N+FEci6R1811CcnT0HxHyobbSQM+
0wIDAQAB
-----END PUBLIC KEY-----`);
const EXAMPLES: readonly (readonly [string, Signed, string])[] = [
  [
    'an acknowledgement',
    { method: 'account', uuid: 'e76ffbe5-e0f9-4402-8689-f868ed2021f8', data: { status: 'OK' } },
    'J28IN0yXZN3dlV2ikg4nQKwnP98kso8lzpmuwBcfbXr8i3XeEyydRM4jRwsOOeF0ilGuXyr1Kyb3+1j4mVtgU0SwjVgBHWrYPMegNeykY3meto/aoATH0mvop4Ex1OKO7w/S/ktR2J0J5Npn/EuiKGiVy5GztHYTh9hWmZBCElYPZf4Rsd1CJQJAPlZeAuRcrb5dnbiGJvTEaL/7VLcPT27oqAUefSNb/zNt5yL+wH6BihlkpZ/mtE61lX5OpC46iql6hpsrlOBD3BroYfcwgk1t3YdcNOhVWrmkrlVptGQ/oy6T/LSIKbkG/tJsuV8sl6w1Z31IesK6MZDfSJbcXw==',
  ],
  [
    'a notification',
    {
      method: 'cancel',
      uuid: '258a2184-9021-b874-21ca-293425152415',
      data: {
        messageid: '98348932',
        orderid: '87654567',
        enduserid: '32123',
        notificationid: '4876513450',
        timestamp: '2013-12-20 14:42:04.675645+01',
      },
    },
    'MWwF9r4AJ9uiI33qYwt/6xMnq5X7EM3DdxDpcbAh4jD7UQV4UUfAWW85+2ff+luWoN07P81x4WOVSi6GoLi2oK7fGXzy7alfIgN67TS1ixblKeuZHsAPZXR4CEqcRSD9IUKJDph2yblMakMAqeBtdUKrGzzFfyf0iHEeZFk6tO0wly0SfiyW4N0T8sp2AcEJPaAl+hdNSveKa6vBhr6mybnznDo0HeoMhyzR7NOKVEO1xLy3AM9XatwIdkmUO7DEEvqqcILNoBFuSpv6vkjxeKBcF80+tQ2RACYMnArMlJbRWVwdv3ZZfYTmvZ0iapVm2p+05HlajjawfXfGCaJsVQ==',
  ],
];

describe('what is signed', () => {
  it.each<[string, RawJson, string]>([
    [
      'objects and arrays inside one another',
      { MyKey: 'MyValue', MyArray: ['Element1', 'Element2', { mykey2: 'myvalue2' }] },
      'MyArrayElement1Element2mykey2myvalue2MyKeyMyValue',
    ],
    ['an answer', account, 'accountid123456789bankBankAclearinghouseSWEDEN'],
    [
      'an empty text',
      { ...account, descriptor: '' },
      'accountid123456789bankBankAclearinghouseSWEDENdescriptor',
    ],
    [
      'null, whose key is signed',
      { ...account, descriptor: null },
      'accountid123456789bankBankAclearinghouseSWEDENdescriptor',
    ],
    [
      'a field that nobody knows',
      { ...account, key: 'value' },
      'accountid123456789bankBankAclearinghouseSWEDENkeyvalue',
    ],
    ['a status', { status: 'OK' }, 'statusOK'],
    [
      'a Deposit',
      {
        Username: 'merchant_username',
        Password: 'merchant_password',
        NotificationURL: 'URL_to_your_notification_service',
        EndUserID: '12345',
        MessageID: 'your_unique_deposit_id',
        Attributes: {
          Locale: 'sv_SE',
          Country: 'SE',
          SuccessURL: 'success.com',
          FailURL: 'fail.com',
          Currency: 'SEK',
          IP: '123.123.123.123',
          MobilePhone: '+46709876543',
          Firstname: 'John',
          Lastname: 'Doe',
          NationalIdentificationNumber: '790131-1234',
          ShopperStatement: 'Text',
          Email: 'email@email.com',
        },
      },
      'AttributesCountrySECurrencySEKEmailemail@email.comFailURLfail.comFirstnameJohnIP123.123.123.123LastnameDoeLocalesv_SEMobilePhone+46709876543NationalIdentificationNumber790131-1234ShopperStatementTextSuccessURLsuccess.comEndUserID12345MessageIDyour_unique_deposit_idNotificationURLURL_to_your_notification_servicePasswordmerchant_passwordUsernamemerchant_username',
    ],
    ['nothing at all', {}, ''],
    ['null alone', { a: null }, 'a'],
    ['an empty array', { a: [], b: 'x' }, 'abx'],
    ['a number by its text', { amount: new RawNumber('100.10') }, 'amount100.10'],
    [
      'upper case before lower case',
      { URLTarget: '1', UnchangeableNationalIdentificationNumber: '2' },
      'URLTarget1UnchangeableNationalIdentificationNumber2',
    ],
    ['PSPMerchant before PaymentDate', { PaymentDate: '1', PSPMerchant: '2' }, 'PSPMerchant2PaymentDate1'],
    ['IP before Iban', { Iban: '1', IP: '2' }, 'IP2Iban1'],
    ['the order of UTF-8, not that of UTF-16', { '\u{10000}': '1', '\uffff': '2' }, '\uffff2\u{10000}1'],
  ])('is, of %s, as Trustly writes it', (_what, data, text) => {
    expect(serialize(data)).toBe(text);
  });
});

describe('a signature', () => {
  it.each(EXAMPLES)("is Trustly's own of %s, byte for byte", (_what, signed, signature) => {
    expect(isSignedBy(EXAMPLES_KEY, 'SHA1', signed, signature)).toBe(true);
    expect(isSignedBy(publicKey, 'SHA1', signed, signature)).toBe(false);
  });

  it.each(SIGNATURE_ALGORITHMS)(
    'with %s is good for every JSON value that the API can carry',
    (algorithm) => {
      fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
          const signed = {
            method: 'credit',
            uuid: UUID,
            data: readRawJson(Buffer.from(JSON.stringify(value)), 65_536),
          };
          const signature = signatureOf(privateKey, algorithm, signed);
          expect(isSignedBy(publicKey, algorithm, signed, signature)).toBe(true);
          expect(isSignedBy(publicKey, algorithm, { ...signed, uuid: null }, signature)).toBe(false);
          expect(isSignedBy(publicKey, algorithm, { ...signed, method: 'debit' }, signature)).toBe(false);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('is over bytes: å, ä and ö are two each', () => {
    const signed = { method: 'credit', uuid: UUID, data: { firstname: 'Åsa Öström', city: 'Växjö' } };
    const signature = signatureOf(privateKey, 'SHA1', signed);
    expect(isSignedBy(publicKey, 'SHA1', signed, signature)).toBe(true);
    const decomposed = { ...signed, data: { ...signed.data, firstname: 'Åsa Öström'.normalize('NFD') } };
    expect(isSignedBy(publicKey, 'SHA1', decomposed, signature)).toBe(false);
  });

  it('without method and UUID is over the data alone', () => {
    const signed = { method: null, uuid: null, data: { code: new RawNumber('620') } };
    expect(signatureOf(privateKey, 'SHA1', signed)).toBe(
      signatureOf(privateKey, 'SHA1', { method: '', uuid: '', data: 'code620' }),
    );
  });

  const signed = { method: 'credit', uuid: UUID, data: { amount: '100.00' } };
  const good = signatureOf(privateKey, 'RS256', signed);
  const sha1 = signatureOf(privateKey, 'SHA1', signed);

  it('with SHA-1 is not taken once the account is set to a newer one', () => {
    expect(isSignedBy(publicKey, 'SHA1', signed, sha1)).toBe(true);
    for (const set of ['RS256', 'RS384', 'RS512'] as const)
      expect(isSignedBy(publicKey, set, signed, sha1)).toBe(false);
  });

  it('with a newer one is taken, whether or not the account is set to it', () => {
    for (const set of SIGNATURE_ALGORITHMS) expect(isSignedBy(publicKey, set, signed, good)).toBe(true);
  });

  it.each([
    ['another algorithm', good.replace('RS256', 'RS384')],
    ['an algorithm that is not in the list', good.replace('RS256', 'HS256')],
    ['none', good.replace('RS256', 'none')],
    ['the name of SHA-1', `alg=SHA1;${sha1}`],
    ['lower case', good.replace('RS256', 'rs256')],
    ['a line feed at the end', `${good}\n`],
    ['a blank', `${good} `],
    ['no padding', good.replace(/=+$/, '')],
    ['base64url', sha1.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')],
    ['nothing', ''],
  ])('with %s is refused', (_what, signature) => {
    expect(isSignedBy(publicKey, 'SHA1', signed, signature)).toBe(false);
  });
});
