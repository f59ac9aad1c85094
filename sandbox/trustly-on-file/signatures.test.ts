import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { eventAuthorization, isSigned, requestSignature, signRedirect } from './signatures.ts';

const VECTOR = {
  'account.type': '1',
  'customer.dateOfBirth': '1990-01-01',
  'customer.enrollDate': '1234567890',
  'customer.email': 'john@ca.us',
  'customer.phone': '123-456-7890',
  'customer.address.country': 'US',
  'customer.address.zip': '94111',
  'customer.address.state': 'CA',
  'customer.address.city': 'San Francisco',
  'customer.address.address1': '123 Main St',
  'customer.driverLicense.state': 'CA',
  'customer.driverLicense.number': '1010',
  'customer.taxId': '123-45-6789',
  'customer.name': 'John Doe',
  'customer.externalId': '1234',
  'recurrence.recurringAmount': '1.00',
  'recurrence.frequencyUnitType': '3',
  'recurrence.frequencyUnit': '1',
  paymentType: 'Recurring',
  merchantReference: 'ref123',
  displayAmount: '1.00',
  amount: '1.00',
  currency: 'USD',
  description: 'text',
  merchantId: '1234',
  accessId: '1234',
};

test('the published vector of the request signature comes out byte for byte, in whatever order the fields are given', () => {
  expect(requestSignature(VECTOR, '123456')).toBe('HrGQpg/NsPXmh+P9u37R121Rot0=');
});

test('a field that is not signed, or is empty, changes nothing; one that is signed does', () => {
  const signature = requestSignature(VECTOR, '123456');
  expect(requestSignature({ ...VECTOR, returnUrl: 'https://a.example', timeZone: '' }, '123456')).toBe(
    signature,
  );
  expect(requestSignature({ ...VECTOR, amount: '0.00' }, '123456')).not.toBe(signature);
});

test('SHA-512 counts where its prefix says so', () => {
  const text = 'accessId=a&merchantId=m';
  const signature = createHmac('sha512', 'key').update(text).digest('base64');
  const fields = { accessId: 'a', merchantId: 'm' };
  expect(isSigned({ ...fields, requestSignature: `HmacSHA512:${signature}` }, 'key')).toBe(true);
  expect(isSigned({ ...fields, requestSignature: signature }, 'key')).toBe(false);
  expect(isSigned(fields, 'key')).toBe(false);
});

test('an event is signed over its decoded body in the order sent', () => {
  const signature = createHmac('sha1', 'key')
    .update('timeZone=Etc/UTC&message=a b&splitToken=x+y=')
    .digest('base64');
  expect(eventAuthorization('timeZone=Etc%2FUTC&message=a+b&splitToken=x%2By%3D', 'access', 'key')).toBe(
    `Basic ${Buffer.from(`access:${signature}`).toString('base64')}`,
  );
});

test('a redirect is signed as a whole, or its query only, and the signature comes last', () => {
  const url = 'https://pay.example/return?transactionId=1&status=2';
  const over = (text: string) => encodeURIComponent(createHmac('sha1', 'key').update(text).digest('base64'));
  expect(signRedirect(url, 'key', 'url')).toBe(`${url}&requestSignature=${over(url)}`);
  expect(signRedirect(url, 'key', 'query')).toBe(
    `${url}&requestSignature=${over('transactionId=1&status=2')}`,
  );
});
