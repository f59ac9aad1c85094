/** The end of an authorization: the player chose an account, or left. */
import type { BankAccount, Bank } from '../demo-bank.ts';
import type { Later } from '../demo-bank-phrases.ts';
import { PAYMENT_TYPES, STATUSES } from './enumerations.ts';
import type { Merchant } from './event-queue.ts';
import type { OnFileFaultSwitch } from './faults.ts';
import { signRedirect } from './signatures.ts';
import type { SplitTokens } from './split-tokens.ts';
import { providerResult, type Transactions } from './transactions.ts';
import type { AuthorizedAccount, Transaction } from './transaction.ts';

/** The Lightbox's screens by Trustly's number for them; the numbers but the first are the sandbox's own. */
export const PANELS = { bank: 1, login: 2, question: 3, account: 4, confirm: 5 } as const;
export type Panel = keyof typeof PANELS;

export function accountOf(bank: Bank, account: BankAccount, later: Later): AuthorizedAccount {
  return {
    token: account.ubai,
    name: account.name,
    kind: account.kind,
    profile: account.profile,
    lastDigits: account.lastDigits,
    routingNumber: account.routingNumber,
    balanceMinor: account.balance?.minor ?? null,
    holder: account.holder,
    bankName: bank.name,
    providerId: bank.providerId,
    declines: account.declines ?? later.declines,
    tokenExpired: later.tokenExpired,
    fundsGone: later.fundsGone,
    verified: true,
    manual: false,
    deposit: null,
  };
}

/**
 * Authorizes it, once; a refresh renews the authorization it is for. The event with the split token is written down.
 * @returns null when it is not waiting for this any more.
 */
export function authorize(
  transactionId: string,
  account: AuthorizedAccount,
  transactions: Transactions,
  tokens: SplitTokens,
): Transaction | null {
  const { store, clock } = transactions;
  return store.atomically(() => {
    const transaction = store.get(transactionId);
    if (transaction?.status !== 'New') return null;
    const parent = transactions.parentOf(transaction);
    const root = parent ?? transaction;
    const splitToken = { serial: (root.splitToken?.serial ?? 0) + 1, issuedAt: clock.now() };
    if (parent !== null) store.update({ ...parent, account, splitToken, updatedAt: clock.now() });
    return transactions.move(
      transactionId,
      'Authorized',
      { account, splitToken: parent === null ? splitToken : null },
      { splitToken: tokens.issue(root.transactionId, splitToken.serial) },
    );
  });
}

/**
 * The code of the deposit is right: the account is verified, which the merchant is told by an event of its own.
 * @returns null when it is not waiting for this any more.
 */
export function verify(transactionId: string, transactions: Transactions): Transaction | null {
  const { store, clock } = transactions;
  return store.atomically(() => {
    const transaction = store.get(transactionId);
    const parent = transaction && transactions.parentOf(transaction);
    if (transaction?.status !== 'New' || !parent?.account) return null;
    const account = { ...parent.account, verified: true, deposit: null };
    store.update({ ...parent, account, updatedAt: clock.now() });
    return transactions.move(transactionId, 'Authorized', { account }, { type: 'VerifyCustomer' });
  });
}

/** Where the player is sent, with the parameters and the signature that the merchant expects. */
export function redirectOf(
  transaction: Transaction,
  panel: Panel,
  { accessKey }: Merchant,
  { faults }: OnFileFaultSwitch,
): string {
  const isAuthorized = transaction.status === 'Authorized';
  const base = (isAuthorized ? transaction.returnUrl : transaction.cancelUrl) ?? '';
  const query = new URLSearchParams({
    transactionId: transaction.transactionId,
    transactionType: '1',
    merchantReference: transaction.merchantReference,
    status: String(isAuthorized ? STATUSES.Authorized : STATUSES.Canceled),
    'payment.paymentType': String(PAYMENT_TYPES[transaction.paymentType]),
    ...(isAuthorized && {
      'payment.paymentProvider.type': transaction.account?.manual === true ? '2' : '1',
      'payment.account.verified': String(transaction.account?.verified ?? false),
    }),
    panel: String(PANELS[panel]),
    ...(!isAuthorized && { 'payment.paymentProviderTransaction.status': leftAt(panel) }),
  });
  const url = `${base}${base.includes('?') ? '&' : '?'}${query.toString()}`;
  const { redirectSignature } = faults;
  return redirectSignature === 'wrong'
    ? signRedirect(url, `not ${accessKey}`, 'url')
    : signRedirect(url, accessKey, redirectSignature);
}

/** The player left at this screen. */
export function leave(transactionId: string, panel: Panel, transactions: Transactions): Transaction | null {
  const transaction = transactions.store.get(transactionId);
  if (transaction?.status !== 'New') return transaction;
  return transactions.move(transactionId, 'Canceled', { provider: providerResult(leftAt(panel)) });
}

function leftAt(panel: Panel): string {
  return `UC0${PANELS[panel]}`;
}
