/**
 * What a notification means, given what its order was for: the same `credit` is money for a deposit, and the failure of a payout.
 * The order of notifications means nothing: each is told to the ledger for itself.
 */
import type { Transaction } from '../../platform/postgres/database.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { AccountDigest, Digests } from '../../platform/secrets/digests.ts';
import { personDigest } from '../../protection/national-numbers.ts';
import type { RailEvent } from '../rail-event.ts';
import { EUROPE } from './europe.ts';
import type { EuropeNotification, MoneyMethod, UnknownNotification } from './notification.ts';
import { yearsBetween } from './times.ts';

/** An order of ours, as the ledger has it: it was there before the call left. */
export type EuropeOrder =
  | {
      readonly kind: 'deposit';
      /** Under which its money is decided. */
      readonly fundingId: string;
      /** Another order of the same payment was paid: the money of this one goes back. */
      readonly isSecond: boolean;
      readonly asset: string;
      /** Whose limits count. */
      readonly account: AccountDigest;
      readonly endUserId: string;
      readonly orderedAtMs: number;
    }
  | { readonly kind: 'payout'; readonly key: string }
  | { readonly kind: 'select-account'; readonly endUserId: string; readonly orderedAtMs: number }
  /** Money that a player asks for on a page of Trustly. This bridge opens none, so nothing is approved. */
  | { readonly kind: 'withdrawal' };
type OrderKind = EuropeOrder['kind'] | 'none';

/** Where the ledger has the orders. */
export interface EuropeOrders {
  /** What is told of the order is kept with it. @returns null: no order of ours. */
  orderOf(tx: Transaction, told: EuropeNotification): Promise<EuropeOrder | null>;
}

/** What is answered. `as-decided`: CONTINUE or FINISH; `as-stopped`: OK where all of the money is still ours, else FAILED. */
export type NewsAnswer = 'OK' | 'FAILED' | 'FINISH' | 'as-decided' | 'as-stopped';
interface Row {
  readonly event: RailEvent['kind'];
  readonly answer: NewsAnswer;
}

const noted: Row = { event: 'noted', answer: 'OK' };
const notTaken: Row = { event: 'noted', answer: 'FAILED' };
const turnedAway: Row = { event: 'noted', answer: 'FINISH' };
const NOTED = { deposit: noted, payout: noted, 'select-account': noted, withdrawal: noted, none: noted };

export const NEWS: Readonly<Record<EuropeNotification['method'], Readonly<Record<OrderKind, Row>>>> = {
  pending: { ...NOTED, deposit: { event: 'pending', answer: 'OK' } },
  credit: {
    ...NOTED,
    // It came to our door, so it is ours, and this ledger, set back since, has forgotten what it was for: it goes back.
    none: { event: 'captured', answer: 'OK' },
    deposit: { event: 'captured', answer: 'OK' },
    payout: { event: 'payout-returned', answer: 'OK' },
  },
  debit: {
    deposit: { event: 'reversed', answer: 'as-stopped' },
    payout: notTaken,
    'select-account': notTaken,
    withdrawal: notTaken,
    none: notTaken,
  },
  cancel: { ...NOTED, deposit: { event: 'cancelled', answer: 'OK' } },
  account: {
    ...NOTED,
    deposit: { event: 'account-known', answer: 'OK' },
    'select-account': { event: 'account-known', answer: 'OK' },
  },
  payoutconfirmation: { ...NOTED, payout: { event: 'payout-settled', answer: 'OK' } },
  payoutfailed: NOTED,
  payoutdowngraded: NOTED,
  kyc: {
    deposit: { event: 'identified', answer: 'as-decided' },
    payout: turnedAway,
    'select-account': turnedAway,
    withdrawal: turnedAway,
    none: turnedAway,
  },
  'kyc-abort': { ...NOTED, deposit: { event: 'cancelled', answer: 'OK' } },
};

export interface News {
  readonly event: RailEvent;
  readonly answer: NewsAnswer;
}

export interface NewsPorts {
  readonly digests: Digests;
  readonly accountTokens: AccountTokens;
  /** `YYYY-MM-DD`, where the machines are. */
  readonly today: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Who pays with a token: both are needed to pay out. */
export interface PayoutToken {
  readonly accountId: string;
  readonly endUserId: string;
}

const ADULT = 18;
type Identified = RailEvent & { readonly kind: 'identified' };

export function newsOf(
  told: EuropeNotification | UnknownNotification,
  order: EuropeOrder | null,
  ports: NewsPorts,
): News {
  if (told.method === 'unknown')
    return { event: { kind: 'noted', about: `${told.name}, which is not known` }, answer: 'OK' };
  const { answer } = NEWS[told.method][order?.kind ?? 'none'];
  return { event: eventOf(told, order, ports), answer };
}

function eventOf(told: EuropeNotification, order: EuropeOrder | null, ports: NewsPorts): RailEvent {
  switch (order?.kind) {
    case 'deposit':
      return ofDeposit(told, order, ports);
    case 'payout':
      return ofPayout(told, order.key);
    case 'select-account':
      return told.method === 'account' ? accountOf(told, order, ports) : notedOf(told, 'select-account');
    case 'withdrawal':
      return notedOf(told, 'withdrawal');
    case undefined:
      return told.method === 'credit' ? unknownMoney(told, ports) : notedOf(told, 'no order of ours');
  }
}

function ofDeposit(
  told: EuropeNotification,
  order: EuropeOrder & { readonly kind: 'deposit' },
  ports: NewsPorts,
): RailEvent {
  const { fundingId, asset, account, isSecond } = order;
  const payment = { paymentId: told.orderId, fundingId };
  switch (told.method) {
    case 'pending':
      return { kind: 'pending', ...payment };
    case 'credit':
      return {
        kind: 'captured',
        ...payment,
        asset,
        amount: told.amount,
        account,
        ageMs: ageOfMoney(told.atMs, order.orderedAtMs, ports.now()),
        ...(isSecond && { turnedDown: PAID_BEFORE }),
      };
    case 'debit':
      return { kind: 'reversed', ...payment, amount: told.amount };
    case 'cancel':
    case 'kyc-abort':
      return { kind: 'cancelled', ...payment };
    case 'account':
      return accountOf(told, order, ports);
    case 'kyc':
      return { kind: 'identified', ...payment, asset, ...whoOf(told, ports) };
    case 'payoutconfirmation': // its refund has left for the bank
    case 'payoutfailed':
    case 'payoutdowngraded':
      return notedOf(told, 'deposit');
  }
}

const PAID_BEFORE = 'This was paid a second time, and goes back.';
const FORGOTTEN = 'Nothing is known here of what this was paid for, and it goes back.';
/** The player may need this long at the bank. Money that comes later finds somebody else at the machine. */
const PAY_WITHIN_MS = 600_000;

/** Since Trustly said that it is ours. What came more than ten minutes after it was ordered is older by what it is late. */
function ageOfMoney(atMs: number | null, orderedAtMs: number, nowMs: number): number {
  const late = nowMs - orderedAtMs - PAY_WITHIN_MS;
  const told = atMs === null ? nowMs - orderedAtMs : nowMs - atMs;
  return Math.max(0, Math.round(late), Math.round(told));
}

function unknownMoney(
  { orderId, amount }: EuropeNotification & { readonly method: MoneyMethod },
  { digests }: NewsPorts,
): RailEvent {
  return {
    kind: 'captured',
    paymentId: orderId,
    fundingId: `unknown-${orderId}`,
    asset: 'unknown',
    amount,
    account: digests.account(`${EUROPE} order ${orderId}`),
    ageMs: 0,
    turnedDown: FORGOTTEN,
  };
}

function ofPayout(told: EuropeNotification, key: string): RailEvent {
  switch (told.method) {
    case 'credit':
      return { kind: 'payout-returned', key, amount: told.amount };
    case 'payoutconfirmation':
      return { kind: 'payout-settled', key, amount: told.amount };
    default:
      // The end of a payout without money is told by its credit; what else there is says why.
      return notedOf(told, 'payout');
  }
}

/** An account that is not verified yet is told of again. */
function accountOf(
  told: EuropeNotification & { readonly method: 'account' },
  { endUserId, orderedAtMs }: { readonly endUserId: string; readonly orderedAtMs: number },
  { digests, accountTokens }: NewsPorts,
): RailEvent {
  if (!told.isVerified) return notedOf(told, 'an account that is not verified');
  const { accountId } = told;
  const account = digests.account(`${EUROPE} ${accountId}`);
  const token: PayoutToken = { accountId, endUserId };
  const sealedToken = accountTokens.seal(EUROPE, account, JSON.stringify(token));
  // The notification has no time of its own.
  return { kind: 'account-known', account, atMs: orderedAtMs, sealedToken };
}

/**
 * A player who is not known cannot be looked for on a list of those who are excluded, and so does not go on [excluded-stays-out]. Nor
 * does one whose number does not fit its country: no line of a list could have it.
 */
function whoOf(
  { born, person: named }: EuropeNotification & { readonly method: 'kyc' },
  { digests, today }: NewsPorts,
): Pick<Identified, 'age' | 'person'> {
  const person = named && personDigest(digests, named.country, named.number);
  return person === null ? { age: 'UNKNOWN' } : { age: ageOf(born, today()), person };
}

function ageOf(born: string | null, today: string): Identified['age'] {
  if (born === null || born > today) return 'UNKNOWN';
  return yearsBetween(born, today) >= ADULT ? 'ADULT' : 'UNDERAGE';
}

function notedOf({ method, orderId }: EuropeNotification, of: string): RailEvent {
  return { kind: 'noted', about: `${method} of order ${orderId}: ${of}` };
}
