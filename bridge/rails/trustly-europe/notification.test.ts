import { describe, expect, it } from 'vitest';
import { notificationOf } from './notification.ts';
import type { RawObject } from './raw-json.ts';

const uuid = '258a2184-2842-b485-25ca-293525152425';
const told = { notificationid: '4876513450', orderid: '87654567', messageid: 'm-1' };
const of = (method: string, data: RawObject) => notificationOf({ method, uuid, data });
const kyc = (attributes: RawObject) => of('kyc', { ...told, attributes });

describe('kyc', () => {
  it.each([
    [
      { personid: 'SE19790131-1234', country: 'FI' },
      { country: 'SE', number: 'SE19790131-1234' },
    ],
    [
      { personid: '131052-308T', country: 'FI' },
      { country: 'FI', number: '131052-308T' },
    ],
    [
      { personid: 'pnose-19790131-1234', country: 'DE' },
      { country: 'SE', number: 'pnose-19790131-1234' },
    ],
    [
      { personid: 'DE123', country: 'SE' },
      { country: 'DE', number: 'DE123' },
    ],
    // Not of a country AB.
    [
      { personid: 'AB123', country: 'DE' },
      { country: 'DE', number: 'AB123' },
    ],
    [{ personid: '131052-308T' }, null],
    [{ personid: ' ', country: 'FI' }, null],
    [{ personid: null, country: 'FI' }, null],
    [{}, null],
  ])('of %j names %j', (attributes, person) => {
    expect(kyc(attributes)).toMatchObject({ method: 'kyc', person });
  });

  it.each([
    ['1979-01-31', '1979-01-31'],
    ['1979-02-31', null],
    ['19790131', null],
    [null, null],
  ])('with the day of birth %s says %s', (dob, born) => {
    expect(kyc({ dob })).toMatchObject({ born });
  });

  it('that Trustly has ended says so', () => {
    expect(kyc({ abort: '1', abortmessage: 'underage' })).toMatchObject({
      method: 'kyc-abort',
      orderId: '87654567',
    });
  });
});

it('a notification without what is documented is none', () => {
  expect(of('account', { ...told, accountid: '1234567890' })).toBeNull();
  expect(of('credit', { ...told, amount: '1.00' })).toBeNull();
  expect(of('cancel', { ...told, orderid: null })).toBeNull();
  expect(of('kyc', told)).toBeNull();
});
