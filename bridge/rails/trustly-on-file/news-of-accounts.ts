/** What Trustly tells of accounts: authorized, refreshed, named, consent taken back. Runs in the inbox's transaction. */
import { randomBytes } from 'node:crypto';
import { newestCapture, orderCapture } from '../../ledger/capture-attempts.ts';
import { isNewer, type Stamp } from '../../ledger/capture-states.ts';
import {
  addAccount,
  forgetAccount,
  lockAccount,
  nameAccount,
  replaceToken,
  verifyAccount,
  type OnFileAccount,
} from '../../ledger/on-file-accounts.ts';
import { findLogin, keepReturn } from '../../ledger/bank-logins.ts';
import type { Queryable } from '../../platform/postgres/database.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { Digests } from '../../platform/secrets/digests.ts';
import type { RailEvent } from '../rail-event.ts';
import { accountKeys } from './account-key.ts';
import { FAILURES } from './failures.ts';
import { ON_FILE } from './on-file.ts';
import type { SplitTokens } from './split-tokens.ts';
import type { Transaction } from './transaction.ts';
import { isVerified, verificationOf, type Verification } from './verification.ts';

interface Told {
  readonly authorizationId: string;
  readonly reference: string;
  /** null: it was not told. A capture is tried all the same. */
  readonly splitToken: string | null;
  readonly stamp: Stamp;
}

export interface Authorized extends Told {
  readonly verification: Verification;
}

/** A player has chosen an account at the bank: it is on file, and what was begun is paid from it, once. */
export async function hearAuthorized(
  tx: Queryable,
  splitTokens: SplitTokens,
  told: Authorized,
): Promise<RailEvent> {
  const { authorizationId, reference, splitToken, verification, stamp } = told;
  const noted = (why: string): RailEvent => ({
    kind: 'noted',
    about: `authorization ${authorizationId}: ${why}`,
  });
  const login = await findLogin(tx, reference);
  if (login === null || login.kind === 'refresh' || login.kind === 'deposit')
    return noted('nobody was sent to the bank for it');
  const known = await lockAccount(tx, authorizationId);
  if (known?.isForgotten === true) return noted('forgotten');
  const sealed = splitToken === null ? null : await splitTokens.seal(tx, authorizationId, splitToken);
  const accountId = known?.accountId ?? newAccountId();
  const { payer } = login;
  const isByNumbers = login.kind === 'numbers';
  const verified = isVerified(verification, isByNumbers);
  if (known === null) {
    const token = { sealedSplitToken: sealed, stamp };
    await addAccount(tx, { accountId, authorizationId, payer, isVerified: verified, isByNumbers, ...token });
    // No browser went to a bank: it was this phone that told the numbers.
    if (isByNumbers) await keepReturn(tx, authorizationId, payer);
  } else if (sealed !== null && (known.sealedSplitToken === null || isNewer(stamp, known.stamp))) {
    await replaceToken(tx, accountId, sealed, stamp);
  }
  if (verified) await verifyAccount(tx, accountId);
  if (login.fundingId !== null) {
    const newest = await newestCapture(tx, login.fundingId);
    // Told once more, of an account that has failed since: then the player is asked first.
    if (known === null || newest === null)
      await orderCapture(tx, { fundingId: login.fundingId, accountId, number: (newest?.number ?? 0) + 1 });
  }
  return noted(known === null ? 'on file' : 'known');
}

/** The player has logged in again: the token is replaced, and the payment that asked for it is completed, once. */
export async function hearRefreshed(tx: Queryable, splitTokens: SplitTokens, told: Told): Promise<RailEvent> {
  const { authorizationId, reference, splitToken, stamp } = told;
  const noted = (why: string): RailEvent => ({
    kind: 'noted',
    about: `refresh of ${authorizationId}: ${why}`,
  });
  const [login, known] = [await findLogin(tx, reference), await lockAccount(tx, authorizationId)];
  if (known === null || known.isForgotten) return noted('not on file');
  if (!isNewer(stamp, known.stamp)) return noted('older than what is known');
  const sealed = splitToken === null ? null : await splitTokens.seal(tx, authorizationId, splitToken);
  await replaceToken(tx, known.accountId, sealed, stamp);
  const fundingId = login?.kind === 'refresh' ? login.fundingId : null;
  if (fundingId === null) return noted('done');
  const newest = await newestCapture(tx, fundingId);
  const isAsked = newest?.accountId === known.accountId && asksForRefresh(newest.failure);
  if (isAsked) {
    const { number, isByCard } = newest;
    await orderCapture(tx, { fundingId, accountId: known.accountId, number: number + 1, isByCard });
  }
  return noted('done');
}

/** The player has told the code that came with the deposit. @param ids those of Trustly's that may be the account's. */
export async function hearVerified(tx: Queryable, ids: readonly string[]): Promise<RailEvent> {
  for (const id of ids) {
    const known = await lockAccount(tx, id);
    if (known === null) continue;
    await verifyAccount(tx, known.accountId);
    return { kind: 'noted', about: `account ${id} is verified` };
  }
  return { kind: 'noted', about: `account ${ids.join(' or ')} is not on file` };
}

export function asksForRefresh(failure: string | null): boolean {
  return Object.entries(FAILURES).some(([name, { action }]) => name === failure && action === 'refresh');
}

/** The player has taken the consent back: the token is deleted, whichever of the two was told first. */
export async function hearRevoked(tx: Queryable, authorizationId: string, stamp: Stamp): Promise<RailEvent> {
  const known = await lockAccount(tx, authorizationId);
  if (known === null) {
    await addAccount(tx, {
      accountId: newAccountId(),
      authorizationId,
      payer: null,
      sealedSplitToken: null,
      isVerified: false,
      isByNumbers: false,
      stamp,
    });
  } else {
    await forgetAccount(tx, ON_FILE, known.accountId);
  }
  const account = known?.account ?? null;
  return account === null
    ? { kind: 'noted', about: `consent ${authorizationId} is taken back` }
    : { kind: 'consent-revoked', account, atMs: Math.max(stamp.atMs, known?.stamp.atMs ?? 0) };
}

interface Named {
  readonly authorizationId: string;
  /** As Trustly describes it; null: it does not. */
  readonly transaction: Transaction | null;
}

/** Trustly was asked about an account: it gets its name for the player's page, and its key for the limits. */
export async function hearNamed(
  tx: Queryable,
  { digests, accountTokens }: { digests: Digests; accountTokens: AccountTokens },
  { authorizationId, transaction }: Named,
): Promise<RailEvent> {
  const known = await lockAccount(tx, authorizationId);
  if (known === null || known.isForgotten || known.account !== null)
    return { kind: 'noted', about: `account ${authorizationId} needs no name` };
  const payment = transaction?.payment;
  const { key, otherKey } = accountKeys(authorizationId, payment);
  const account = digests.account(key);
  if (transaction !== null) await verifyAsNamed(tx, known, transaction);
  const bankName = payment?.paymentProvider?.name?.trim().slice(0, 100) ?? '';
  const lastFour = /[0-9]{2,4}$/.exec(payment?.account?.accountNumber ?? '')?.[0] ?? null;
  const stays = await nameAccount(tx, ON_FILE, known.accountId, {
    account,
    otherKey: otherKey === null ? null : digests.account(otherKey),
    bankName: bankName === '' ? null : bankName,
    lastFour,
  });
  if (!stays) return { kind: 'noted', about: `account ${authorizationId} is on file already` };
  const sealedToken = accountTokens.seal(ON_FILE, account, authorizationId);
  return { kind: 'account-known', account, atMs: known.stamp.atMs, sealedToken };
}

/** The event of the login may not have said it. What the player wanted to pay then, and is not paid, is paid now. */
async function verifyAsNamed(tx: Queryable, known: OnFileAccount, transaction: Transaction): Promise<void> {
  const { accountId, isByNumbers } = known;
  if (!isVerified(verificationOf(transaction), isByNumbers) || !(await verifyAccount(tx, accountId))) return;
  const { merchantReference: reference } = transaction;
  const login = typeof reference === 'string' ? await findLogin(tx, reference) : null;
  if (login === null || login.kind !== 'pay' || login.payer !== known.payer || login.fundingId === null)
    return;
  const { fundingId } = login;
  const newest = await newestCapture(tx, fundingId);
  await orderCapture(tx, { fundingId, accountId, number: (newest?.number ?? 0) + 1 });
}

function newAccountId(): string {
  return randomBytes(16).toString('base64url');
}
