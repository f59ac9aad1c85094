/** Money from the player's account: capture, and the pre-authorization of one. */
import { ApiError, invalid, isApiErrorCode } from './api-error.ts';
import { bankingDaysAfter } from '../movable-clock.ts';
import type { OnFileFaults } from './control.ts';
import { refuseDuplicate } from './establish.ts';
import { PROVIDER_STATUSES } from './provider-statuses.ts';
import { LEAST_MINOR, readAmount, required, type Fields } from './request-fields.ts';
import type { SplitTokens } from './split-tokens.ts';
import { failing, providerResult, type Plan, type Transactions } from './transactions.ts';
import { isOver, type ProviderResult, type Transaction } from './transaction.ts';

const HOUR_MS = 3_600_000;
const LONGEST_WINDOW_HOURS = 720;
/** Standard ACH is completed after this many banking days. */
export const ACH_DAYS = 3;

export interface MoneyPorts {
  readonly transactions: Transactions;
  readonly tokens: SplitTokens;
  readonly faults: () => OnFileFaults;
}

/** @throws {ApiError} 200, 210, 330, 397, and the numbers of failed captures where `declinesBy` is `error` */
export function capture(baseId: string, fields: Fields, ports: MoneyPorts): Transaction {
  const { transactions } = ports;
  const base = chargeable(afterWindow(baseId, transactions) ?? baseId, transactions);
  const amountMinor = readAmount(fields, LEAST_MINOR);
  const merchantReference = required(fields, 'merchantReference');
  refuseDuplicate(merchantReference, transactions.store.search({ merchantReference, type: 'Capture' }, 50));
  refuseMoreThan(base, amountMinor, transactions);
  const isPreauthorized = base.type === 'Preauthorization';
  const guaranteed = isPreauthorized || ports.faults().captures === 'guaranteed';
  const fails = isPreauthorized ? forced(ports) : problemOf(base, amountMinor, guaranteed, fields, ports);
  const given = { type: 'Capture', paymentType: base.paymentType, merchantReference, amountMinor } as const;
  const common = {
    ...given,
    guaranteed,
    originalId: base.transactionId,
    notificationUrl: base.notificationUrl,
  };
  return order(
    common,
    fails,
    (now, stepMs) => stepsOfPayment(base, amountMinor, guaranteed, now, stepMs),
    ports,
  );
}

/** @throws {ApiError} as {@link capture} */
export function preauthorize(baseId: string, fields: Fields, ports: MoneyPorts): Transaction {
  const { transactions } = ports;
  const base = chargeable(baseId, transactions);
  if (base.type !== 'Authorize') throw invalid('transactionId', 'not a bank authorization');
  const amountMinor = readAmount(fields, LEAST_MINOR);
  const merchantReference = required(fields, 'merchantReference');
  const hours = Number(fields['window'] ?? fields['period'] ?? Number.NaN);
  if (!Number.isInteger(hours) || hours < 1 || hours > LONGEST_WINDOW_HOURS) {
    throw invalid('window', `window is not a number of hours from 1 to ${LONGEST_WINDOW_HOURS}`);
  }
  refuseDuplicate(
    merchantReference,
    transactions.store.search({ merchantReference, type: 'Preauthorization' }, 50),
  );
  refuseMoreThan(base, amountMinor, transactions);
  const given = {
    type: 'Preauthorization',
    paymentType: base.paymentType,
    merchantReference,
    amountMinor,
  } as const;
  return order(
    { ...given, guaranteed: true, originalId: base.transactionId, notificationUrl: base.notificationUrl },
    problemOf(base, amountMinor, true, fields, ports),
    (now, stepMs) => [
      { at: now + stepMs, to: 'Authorized', provider: null },
      { at: now + hours * HOUR_MS, to: 'Expired', provider: null },
    ],
    ports,
  );
}

/** Writes the order down as pending, with the steps it will take: to its end, or to the failure that is known already. */
function order(
  given: Omit<Parameters<Transactions['make']>[0], 'status'>,
  fails: ProviderResult | null,
  steps: (now: number, stepMs: number) => Plan[],
  { transactions, faults }: MoneyPorts,
): Transaction {
  const now = transactions.clock.now();
  const { stepMs, declinesBy } = faults();
  const pending = { ...given, status: 'Pending', provider: providerResult('SW010') } as const;
  if (fails === null) return transactions.make(pending, steps(now, stepMs));
  const to = PROVIDER_STATUSES[fails.status]?.ends ?? 'Failed';
  if (declinesBy === 'event') return transactions.make(pending, [{ at: now + stepMs, to, provider: fails }]);
  const failed = transactions.make({ ...given, status: to, ...failing(fails) }, []);
  if (declinesBy === 'error' && isApiErrorCode(failed.errorCode)) {
    throw new ApiError(failed.errorCode, `${PROVIDER_STATUSES[fails.status]?.message} (${fails.status})`);
  }
  return failed;
}

/** The authorization of a pre-authorization whose window is over: a capture of that is treated as a normal one. */
function afterWindow(baseId: string, { store }: Transactions): string | null {
  const base = store.get(baseId);
  return base?.type === 'Preauthorization' && base.status === 'Expired' ? base.originalId : null;
}

/** What a capture may be ordered against. */
function chargeable(transactionId: string, { store }: Transactions): Transaction {
  const base = store.get(transactionId);
  if (base === null || (base.type !== 'Authorize' && base.type !== 'Preauthorization')) {
    throw invalid('transactionId', `Could not find a transaction using Id ${transactionId}`);
  }
  refuseEnded(base);
  if (!['Deferred', 'Recurring', 'Retrieval'].includes(base.paymentType)) {
    throw invalid('transactionId', `nothing can be captured from a ${base.paymentType} authorization`);
  }
  if (base.account?.verified === false) {
    throw invalid('transactionId', `the account of ${transactionId} is not verified`);
  }
  return base;
}

/** @throws {ApiError} 330 when it was voided, canceled or revoked, 200 when it was never authorized */
export function refuseEnded({ transactionId, status }: Transaction): void {
  if (status === 'Authorized') return;
  if (status === 'Voided') throw new ApiError(330, `the authorization ${transactionId} was voided`);
  throw invalid('transactionId', `transaction ${transactionId} is not authorized but ${status}`);
}

/** An authorization for an amount, and a pre-authorization, bound the sum of what is captured. */
function refuseMoreThan(base: Transaction, amountMinor: number, { store }: Transactions): void {
  if (base.amountMinor === 0) return;
  const taken = store
    .search({ originalId: base.transactionId, type: 'Capture' }, 1_000)
    .filter(({ status }) => !isOver(status) || status === 'Refunded')
    .reduce((sum, one) => sum + one.amountMinor, 0);
  if (taken + amountMinor > base.amountMinor) throw invalid('amount', 'amount is more than was authorized');
}

/** Why this capture will fail; null: it will not. */
function problemOf(
  base: Transaction,
  amountMinor: number,
  guaranteed: boolean,
  fields: Fields,
  ports: MoneyPorts,
): ProviderResult | null {
  const token = tokenProblem(base, guaranteed, fields, ports);
  if (token !== null) return providerResult(token, { reasonCode: '11' });
  const { account } = base;
  const declines = forced(ports) ?? account?.declines ?? null;
  if (declines !== null) return providerResult(declines.status, declines);
  const balance = balanceOf(base);
  if (!guaranteed || balance === null || amountMinor <= balance) return null;
  return providerResult('SW021', {
    reasonCode: '12',
    extendedReason: '120000',
    suggestedRetryMinor: balance >= LEAST_MINOR ? balance : null,
  });
}

function forced({ faults }: MoneyPorts): ProviderResult | null {
  const { captureEnds } = faults();
  return captureEnds === null ? null : providerResult(captureEnds);
}

/** @throws {ApiError} 397 for what is no token, 200 for none where `missingSplitToken` is `error` */
export function tokenProblem(
  base: Transaction,
  needed: boolean,
  fields: Fields,
  { transactions, tokens, faults }: MoneyPorts,
): 'SW051' | 'SW057' | null {
  const token = fields['splitToken'] ?? '';
  if (token === '') {
    const { missingSplitToken } = faults();
    if (!needed || missingSplitToken === 'accepted') return null;
    if (missingSplitToken === 'error') throw invalid('splitToken', 'splitToken is required');
    return 'SW057';
  }
  const authorization = transactions.authorizationOf(base);
  const problem = tokens.problem(token, authorization, transactions.clock.now(), faults());
  if (problem === 'NOT_A_TOKEN') throw new ApiError(397);
  return problem;
}

/** In cents, as the bank tells it at another look; null: it does not. */
export function balanceOf({ account }: Transaction): number | null {
  if (account === null) return null;
  return account.fundsGone ? 0 : account.balanceMinor;
}

function stepsOfPayment(
  base: Transaction,
  amountMinor: number,
  guaranteed: boolean,
  now: number,
  stepMs: number,
): Plan[] {
  const begin: Plan[] = [
    { at: now + stepMs, to: 'Authorized', provider: providerResult('AC100') },
    { at: now + 2 * stepMs, to: 'Processed', provider: providerResult('AC105') },
  ];
  if (guaranteed)
    return [...begin, { at: now + 3 * stepMs, to: 'Completed', provider: providerResult('AC118') }];
  const balance = balanceOf(base);
  const bounces = balance !== null && balance < amountMinor;
  const at = bankingDaysAfter(now, bounces ? ACH_DAYS - 1 : ACH_DAYS);
  const end: Plan = bounces
    ? { at, to: 'Denied', provider: providerResult('AC113', { reasonCode: 'R01' }) }
    : { at, to: 'Completed', provider: providerResult('AC118') };
  return [...begin, end];
}
