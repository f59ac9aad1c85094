import { expect, test } from 'vitest';
import { iban, isIban, registeredAccount } from './accounts.ts';
import { CHECKOUT_COUNTRIES } from './countries.ts';
import { People } from './people.ts';

const key = Buffer.alloc(32, 1);

test.each(['SE4550000000058398257466', 'FI2112345600000785', 'NL91ABNA0417164300', 'EE382200221020145685'])(
  '%s is an IBAN, and not one with another digit',
  (text) => {
    expect(isIban(text)).toBe(true);
    expect(iban(text.slice(0, 2), text.slice(4))).toBe(text);
    expect(isIban(text.slice(0, -1) + (text.endsWith('6') ? '7' : '6'))).toBe(false);
  },
);

test('the same user is the same person with the same accounts, after a restart too', () => {
  for (const country of CHECKOUT_COUNTRIES) {
    const [first, again] = [new People(key), new People(key)].map((people) => {
      const person = people.personOf(country, 'Player', 0);
      return { person, accounts: people.accountsOf(country, country.banks[0], person) };
    });
    expect(first).toEqual(again);
    expect(new Set(first?.accounts.map(({ accountId }) => accountId)).size).toBe(2);
    expect(first?.accounts[0]?.accountId).toMatch(/^[0-9]{10}$/);
  }
});

test('who is underage is sixteen, at any time', () => {
  const [country] = CHECKOUT_COUNTRIES;
  if (country === undefined) throw new Error('no country');
  const now = Date.parse('2031-06-01T00:00:00Z');
  expect(new People(key).personOf(country, 'underage', now).dateOfBirth).toMatch(/^2015-/);
});

test('an account is registered by an IBAN of its country, in Sweden by clearing and account number too', () => {
  const register = (clearinghouse: string, bankNumber: string, accountNumber: string) =>
    registeredAccount(key, { clearinghouse, bankNumber, accountNumber });
  expect(register('SWEDEN', '6112', '69706212').lastDigits).toBe('6212');
  expect(register('FINLAND', '', 'FI21 1234 5600 0007 85').accountId).toBe(
    register('FINLAND', '', 'FI2112345600000785').accountId,
  );
  expect(() => register('FINLAND', '', 'NL91ABNA0417164300')).toThrow('ERROR_INVALID_BANK_ACCOUNT_NUMBER');
  expect(() => register('FINLAND', '1', 'FI2112345600000785')).toThrow('ERROR_INVALID_BANK_ACCOUNT_NUMBER');
  expect(() => register('MARS', '', 'FI2112345600000785')).toThrow('ERROR_INVALID_PARAMETERS');
});
