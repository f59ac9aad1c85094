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
import type { Transaction } from './transaction.ts';

/** Authorizes it at once; null: there are no numbers, the Lightbox asks for a login. */
export function authorizeByNumbers(
  { transactionId, paymentType }: Transaction,
  fields: Fields,
  { transactions, tokens }: { transactions: Transactions; tokens: SplitTokens },
): Transaction | null {
  if (paymentType !== 'Disbursement' || fields['account.accountNumber'] === undefined) return null;
  const { accountNumber, routingNumber } = readNumbers(fields);
  const account = {
    token: createHash('sha256').update(`${routingNumber}:${accountNumber}`).digest('base64url').slice(0, 36),
    name: 'Account',
    kind: fields['account.type'] === '2' ? 'Savings' : 'Checking',
    profile: null,
    lastDigits: accountNumber.slice(-4),
    routingNumber,
    balanceMinor: null,
    holder: null,
    bankName: 'Manual account',
    providerId: '200000000',
    declines: null,
    tokenExpired: false,
    fundsGone: false,
    verified: false,
  } as const;
  return authorize(transactionId, account, transactions, tokens);
}

/** @throws {ApiError} 200 */
function readNumbers(fields: Fields): { accountNumber: string; routingNumber: string } {
  const accountNumber = required(fields, 'account.accountNumber', 17);
  const routingNumber = required(fields, 'account.routingNumber', 9);
  if (!/^[0-9]{4,17}$/.test(accountNumber)) {
    throw invalid('account.accountNumber', 'account.accountNumber is not 4 to 17 digits');
  }
  if (!isRoutingNumber(routingNumber)) {
    throw invalid('account.routingNumber', 'account.routingNumber is not a routing number');
  }
  return { accountNumber, routingNumber };
}
