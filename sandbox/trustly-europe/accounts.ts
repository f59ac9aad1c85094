/** Bank accounts as Trustly knows them, and the numbers that name them. */
import { createHmac } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { ApiError } from './api-error.ts';
import { COUNTRIES } from './countries.ts';

/** What is kept of one. It is invented, or was registered by a test: no person stands behind it. */
export const Account = Type.Object(
  {
    accountId: Type.String(),
    clearinghouse: Type.String(),
    bank: Type.String(),
    lastDigits: Type.String(),
    /** The bank itself told of it. */
    verified: Type.Boolean(),
    holder: Type.Union([
      Type.Object({
        personId: Type.String(),
        name: Type.String(),
        street: Type.String(),
        zipcode: Type.String(),
        city: Type.String(),
      }),
      Type.Null(),
    ]),
  },
  { additionalProperties: false },
);
export type Account = Static<typeof Account>;

export const descriptorOf = ({ lastDigits }: Account): string => `***${lastDigits}`;

/** Ten digits; the same account has the same ones for ever. */
export function accountIdOf(key: Buffer, clearinghouse: string, number: string): string {
  const digest = createHmac('sha256', key).update(`${clearinghouse}\n${number}`).digest();
  return String(1_000_000_000n + (digest.readBigUInt64BE() % 9_000_000_000n));
}

/** With its two check digits (ISO 7064, MOD 97-10). @param bban letters and digits */
export function iban(country: string, bban: string): string {
  const check = 98n - remainderOf(`${bban}${country}00`);
  return `${country}${String(check).padStart(2, '0')}${bban}`;
}

export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  return remainderOf(text.slice(4) + text.slice(0, 4)) === 1n;
}

function remainderOf(text: string): bigint {
  const digits = text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n;
}

/**
 * The account of a RegisterAccount call. In Sweden it is clearing number and account number, elsewhere an IBAN alone.
 * @throws {ApiError} 623 for an unknown clearing house, ERROR_INVALID_BANK_ACCOUNT_NUMBER
 */
export function registeredAccount(
  key: Buffer,
  {
    clearinghouse,
    bankNumber,
    accountNumber,
  }: Record<'clearinghouse' | 'bankNumber' | 'accountNumber', string>,
): Account {
  const country = COUNTRIES.find((one) => one.clearinghouse === clearinghouse);
  if (country === undefined) throw new ApiError(623, `ClearingHouse "${clearinghouse}" is unknown`);
  const number = accountNumber.replaceAll(' ', '').toUpperCase();
  const isSwedish =
    clearinghouse === 'SWEDEN' && /^[0-9]{4,5}$/.test(bankNumber) && /^[0-9]{2,15}$/.test(number);
  if (!isSwedish && (bankNumber !== '' || !isIban(number) || !number.startsWith(country.code))) {
    throw new ApiError(9004, 'BankNumber and AccountNumber are of no account there');
  }
  return {
    accountId: accountIdOf(key, clearinghouse, bankNumber + number),
    clearinghouse,
    bank: country.banks[0],
    lastDigits: number.slice(-4),
    verified: false,
    holder: null,
  };
}
