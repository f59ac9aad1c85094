import { createPublicKey, generateKeyPairSync, sign as rsaSign } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRawJson, RawJsonError } from './raw-json.ts';
import { serialize } from './serialize.ts';
import { ALGORITHMS, isSigned, sign } from './signatures.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { publicKey: strangerKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Of trustly-client-java, `src/test/resources/keys/merchant_public_key.pem`. */
const PUBLISHED_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7o2YVcNZvhc4xDZEyW4p
ic7wdqtEtwyXDnIJuXC4rhuNdFdQa4aLhe+MKNqSMYqewkvEzfvIXcZlA1ibUGUi
+tjhYUo8g+vD6WAJ+iLovBd9wbu1IKg4qLR61RC0RfaNSDalv4xQ6N06HwAcyp14
me6HR5JpDW2Cph2S1cogZYCAc3oiTxGFeZqG7TvEPvy/8fnPVDsoALR3HksdP8qZ
DPprTWmOBffh02SPluHair5cmi8gfNrGuF3rfvF1efWLsyMTl2MmfBPGVEaA8ioI
A1OiuVth5Wc5MCrS8Mxfbnw6DSnYKe+RhIc2N+FEci6R1811CcnT0HxHyobbSQM+
0wIDAQAB
-----END PUBLIC KEY-----`;
/** Of its acknowledgement of an account notification. */
const PUBLISHED_SIGNATURE =
  'J28IN0yXZN3dlV2ikg4nQKwnP98kso8lzpmuwBcfbXr8i3XeEyydRM4jRwsOOeF0ilGuXyr1Kyb3+1j4mVtgU0SwjVgBHWrYPMegNeykY3meto/aoATH0mvop4Ex1OKO7w/S/ktR2J0J5Npn/EuiKGiVy5GztHYTh9hWmZBCElYPZf4Rsd1CJQJAPlZeAuRcrb5dnbiGJvTEaL/7VLcPT27oqAUefSNb/zNt5yL+wH6BihlkpZ/mtE61lX5OpC46iql6hpsrlOBD3BroYfcwgk1t3YdcNOhVWrmkrlVptGQ/oy6T/LSIKbkG/tJsuV8sl6w1Z31IesK6MZDfSJbcXw==';

const ACCOUNT = '"accountid":"123456789","bank":"BankA","clearinghouse":"SWEDEN"';

test.each([
  [
    '{"MyKey":"MyValue","MyArray":["Element1","Element2",{"mykey2":"myvalue2"}]}',
    'MyArrayElement1Element2mykey2myvalue2MyKeyMyValue',
  ],
  [`{${ACCOUNT}}`, 'accountid123456789bankBankAclearinghouseSWEDEN'],
  [`{${ACCOUNT},"descriptor":""}`, 'accountid123456789bankBankAclearinghouseSWEDENdescriptor'],
  [`{${ACCOUNT},"descriptor":null}`, 'accountid123456789bankBankAclearinghouseSWEDENdescriptor'],
  [`{${ACCOUNT},"key":"value"}`, 'accountid123456789bankBankAclearinghouseSWEDENkeyvalue'],
  ['{"status":"OK"}', 'statusOK'],
  ['{"a":null}', 'a'],
  ['{}', ''],
  ['{"a":[]}', 'a'],
  [
    '{"Username":"u","Attributes":{"Email":"e","Currency":"SEK","Country":"SE"},"MessageID":"m"}',
    'AttributesCountrySECurrencySEKEmaileMessageIDmUsernameu',
  ],
  // Byte order, where a locale would say otherwise.
  [
    '{"URLTarget":"1","UnchangeableNationalIdentificationNumber":"2"}',
    'URLTarget1UnchangeableNationalIdentificationNumber2',
  ],
  ['{"PaymentDate":"1","PSPMerchant":"2"}', 'PSPMerchant2PaymentDate1'],
  ['{"Iban":"1","IP":"2"}', 'IP2Iban1'],
  ['{"a_b":"1","ab":"2","aB":"3"}', 'aB3a_b1ab2'],
  // UTF-16 units would put the second of these first.
  ['{"\uffff":"1","\u{1f600}":"2"}', '\uffff1\u{1f600}2'],
  ['{"amount":100.10,"exponent":1e2}', 'amount100.10exponent1e2'],
])('%s signs as the documents say', (json, text) => {
  expect(serialize(readRawJson(json))).toBe(text);
});

test('a Deposit of the documents signs in the order of bytes, at every depth', () => {
  const data = {
    Username: 'merchant_username',
    Password: 'merchant_password',
    NotificationURL: 'https://casino.example/dajskldjakls123',
    EndUserID: '12345',
    MessageID: 'your_unique_deposit_id',
    Attributes: {
      Country: 'SE',
      Locale: 'sv_SE',
      Currency: 'SEK',
      Amount: '103.00',
      IP: '123.123.123.123',
      Firstname: 'Åsa',
      RecipientInformation: { Partytype: 'ORGANISATION', Lastname: null, CountryCode: 'SE' },
      SuccessURL: 'https://casino.example/success',
    },
  };
  expect(serialize(readRawJson(JSON.stringify(data)))).toBe(
    'AttributesAmount103.00CountrySECurrencySEKFirstnameÅsaIP123.123.123.123Localesv_SE' +
      'RecipientInformationCountryCodeSELastnamePartytypeORGANISATIONSuccessURLhttps://casino.example/success' +
      'EndUserID12345MessageIDyour_unique_deposit_idNotificationURLhttps://casino.example/dajskldjakls123' +
      'Passwordmerchant_passwordUsernamemerchant_username',
  );
});

test('the acknowledgement of the public clients is signed over method, uuid and data', () => {
  // Published by trustly-client-java and -js with a test key; RSA makes the same signature of the same text each time.
  const uuid = 'e76ffbe5-e0f9-4402-8689-f868ed2021f8';
  const message = { method: 'account', uuid, data: readRawJson('{"status":"OK"}') };
  const expected = rsaSign('RSA-SHA1', Buffer.from(`account${uuid}statusOK`), privateKey).toString('base64');
  expect(sign(message, privateKey, 'SHA1')).toBe(expected);
  expect(isSigned(message, expected, createPublicKey(PUBLISHED_KEY))).toBe(false);
  expect(isSigned(message, PUBLISHED_SIGNATURE, createPublicKey(PUBLISHED_KEY))).toBe(true);
});

const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });

test('what one side signs the other verifies, for every value that JSON can carry', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(...ALGORITHMS), (value, algorithm) => {
      const message = { method: 'Deposit', uuid: 'u', data: readRawJson(JSON.stringify(value)) };
      const signature = sign(message, privateKey, algorithm);
      expect(isSigned(message, signature, publicKey)).toBe(true);
      expect(isSigned(message, signature, strangerKey)).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test('a changed letter in any text, name, number, method or uuid is refused', () => {
  const text = '{"orderid":"1","amount":"20.00","count":3,"attributes":{"name":"Åsa"},"list":["x","y"]}';
  const message = { method: 'credit', uuid: 'abc', data: readRawJson(text) };
  const signature = sign(message, privateKey, 'SHA1');
  for (const [index, letter] of Array.from(text).entries()) {
    if (!/[a-z0-9Å.]/i.test(letter)) continue;
    const changed = `${text.slice(0, index)}${letter === '7' ? '8' : '7'}${text.slice(index + 1)}`;
    expect(isSigned({ ...message, data: readRawJson(changed) }, signature, publicKey), changed).toBe(false);
  }
  expect(isSigned({ ...message, method: 'debit' }, signature, publicKey)).toBe(false);
  expect(isSigned({ ...message, uuid: 'abd' }, signature, publicKey)).toBe(false);
});

test('no algorithm but those of the list counts, and base64 has one spelling', () => {
  const message = { method: 'credit', uuid: 'abc', data: readRawJson('{}') };
  const signature = sign(message, privateKey, 'SHA1');
  for (const wrong of [
    '',
    `alg=RS1;${signature}`,
    `alg=none;`,
    `alg=RS256;${signature}`,
    `${signature}\n`,
    ` ${signature}`,
    signature.replace(/=+$/, ''),
    signature.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  ]) {
    expect(isSigned(message, wrong, publicKey), wrong).toBe(false);
  }
});

test.each([
  '',
  '{"a":1,}',
  '{"a":"1","a":"2"}',
  '{"a":01}',
  '"a\u0001"',
  '"\\x41"',
  '"\\ud800"',
  '{"a" 1}',
  '[1',
  'nul',
  '{}{}',
  '['.repeat(100) + ']'.repeat(100),
])('%s is not read', (text) => {
  expect(() => readRawJson(text)).toThrow(RawJsonError);
});
