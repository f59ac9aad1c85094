import { describe, expect, it } from 'vitest';
import { requestSignature, type EstablishFields } from './request-signature.ts';

const KEY = '123456';
/** Trustly's public example. */
const EXAMPLE: EstablishFields = {
  accessId: '1234',
  merchantId: '1234',
  description: 'text',
  currency: 'USD',
  amount: '1.00',
  displayAmount: '1.00',
  merchantReference: 'ref123',
  paymentType: 'Recurring',
  'recurrence.frequencyUnit': '1',
  'recurrence.frequencyUnitType': '3',
  'recurrence.recurringAmount': '1.00',
  'customer.externalId': '1234',
  'customer.name': 'John Doe',
  'customer.taxId': '123-45-6789',
  'customer.driverLicense.number': '1010',
  'customer.driverLicense.state': 'CA',
  'customer.address.address1': '123 Main St',
  'customer.address.city': 'San Francisco',
  'customer.address.state': 'CA',
  'customer.address.zip': '94111',
  'customer.address.country': 'US',
  'customer.phone': '123-456-7890',
  'customer.email': 'john@ca.us',
  'customer.enrollDate': '1234567890',
  'customer.dateOfBirth': '1990-01-01',
  'account.type': '1',
};
const SIGNATURE = 'HrGQpg/NsPXmh+P9u37R121Rot0=';

describe('the request signature', () => {
  it("is Trustly's own for its public example, byte for byte", () => {
    expect(requestSignature(KEY, EXAMPLE)).toBe(SIGNATURE);
  });

  it('does not depend on the order in which the fields are given', () => {
    const turned = Object.fromEntries(Object.entries(EXAMPLE).toReversed());
    expect(requestSignature(KEY, turned)).toBe(SIGNATURE);
  });

  it.each([
    ['an absent field', { displayAmount2: undefined }],
    ['an empty text', { 'customer.address.address2': '' }],
    ['the number 0', { minimumBalance: 0 }],
    ['false', { 'customer.vip': false }],
    ['an address to return to', { returnUrl: 'https://casino.example/return' }],
    ['a field that Trustly does not sign', { 'metadata.theme': 'dark' }],
  ])('leaves out %s', (_what, more) => {
    expect(requestSignature(KEY, { ...EXAMPLE, ...more })).toBe(SIGNATURE);
  });

  it.each([
    ['the text 0.00', { minimumBalance: '0.00' }],
    ['the text 0', { minimumBalance: '0' }],
    ['the number 1', { minimumBalance: 1 }],
    ['true', { 'customer.vip': true }],
    ['the transaction that is refreshed', { transactionId: '1002580075' }],
  ])('signs %s', (_what, more) => {
    expect(requestSignature(KEY, { ...EXAMPLE, ...more })).not.toBe(SIGNATURE);
  });

  it('signs values as they are, without URL encoding', () => {
    const plain = { accessId: 'a', description: 'á & b=c' };
    const encoded = { accessId: 'a', description: encodeURIComponent('á & b=c') };
    expect(requestSignature(KEY, plain)).not.toBe(requestSignature(KEY, encoded));
  });

  it('names SHA-512 by its prefix', () => {
    expect(requestSignature(KEY, EXAMPLE, 'sha512')).toMatch(/^HmacSHA512:[A-Za-z0-9+/]{86}==$/);
  });
});
