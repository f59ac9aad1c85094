/**
 * A payout to an account that is told by its numbers, without a login (`Disbursement`). The numbers are used and not
 * kept: only the last four digits and a digest stay.
 */
import { createHash } from 'node:crypto';
import { isRoutingNumber } from '../demo-bank-accounts.ts';
import { invalid } from './api-error.ts';
import { authorize } from './authorize.ts';
import { required, type Fields } from './request-fields.ts';
import type { SplitTokens } from './split-tokens.ts';
import type { Transactions } from './transactions.ts';
import type { AuthorizedAccount, MicroDeposit, Transaction } from './transaction.ts';

/** Authorizes it at once; null: there are no numbers, the Lightbox asks for a login. */
export function authorizeByNumbers(
  { transactionId, paymentType }: Transaction,
  fields: Fields,
  { transactions, tokens }: { transactions: Transactions; tokens: SplitTokens },
): Transaction | null {
  if (paymentType !== 'Disbursement' || fields['account.accountNumber'] === undefined) return null;
  const { accountNumber, routingNumber } = readNumbers(fields);
  const isSavings = fields['account.type'] === '2';
  const bank = { name: 'Manual account', providerId: '200000000' };
  const account = typedAccount({ accountNumber, routingNumber, isSavings }, bank, null);
  return authorize(transactionId, account, transactions, tokens);
}

interface Typed {
  readonly accountNumber: string;
  readonly routingNumber: string;
  readonly isSavings: boolean;
}

/** An account that was typed. Only the last four digits and a digest stay. */
export function typedAccount(
  { accountNumber, routingNumber, isSavings }: Typed,
  bank: { readonly name: string; readonly providerId: string },
  deposit: MicroDeposit | null,
): AuthorizedAccount {
  return {
    token: createHash('sha256').update(`${routingNumber}:${accountNumber}`).digest('base64url').slice(0, 36),
    name: 'Account',
    kind: isSavings ? 'Savings' : 'Checking',
    profile: null,
    lastDigits: accountNumber.slice(-4),
    routingNumber,
    balanceMinor: null,
    holder: null,
    bankName: bank.name,
    providerId: bank.providerId,
    declines: null,
    tokenExpired: false,
    fundsGone: false,
    verified: false,
    manual: true,
    deposit,
  };
}

export function isAccountNumber(text: string): boolean {
  return /^[0-9]{4,17}$/.test(text);
}

/** @throws {ApiError} 200 */
function readNumbers(fields: Fields): { accountNumber: string; routingNumber: string } {
  const accountNumber = required(fields, 'account.accountNumber', 17);
  const routingNumber = required(fields, 'account.routingNumber', 9);
  if (!isAccountNumber(accountNumber)) {
    throw invalid('account.accountNumber', 'account.accountNumber is not 4 to 17 digits');
  }
  if (!isRoutingNumber(routingNumber)) {
    throw invalid('account.routingNumber', 'account.routingNumber is not a routing number');
  }
  return { accountNumber, routingNumber };
}
