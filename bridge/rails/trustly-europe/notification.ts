/** A notification of Trustly, checked: what we act on of it, and nothing else that names a person. */
import { Type, type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { MoneyError, type Money } from '../../../protocol/money.ts';
import { COUNTRY_PATTERN, isKnownCountry } from '../../protection/national-numbers.ts';
import { moneyOf } from './amounts.ts';
import { OrderId } from './answers.ts';
import type { NotificationEnvelope } from './envelope.ts';
import { plainOf } from './raw-json.ts';
import { isDay, timestampMs } from './times.ts';

/** Of which order, and the number of the notification: a repeat has the same one. */
interface Told {
  readonly id: string;
  readonly orderId: string;
  /** What we asked for the order under. */
  readonly messageId: string;
}

const MONEY_METHODS = [
  'pending',
  'credit',
  'debit',
  'payoutconfirmation',
  'payoutfailed',
  'payoutdowngraded',
] as const;
export type MoneyMethod = (typeof MONEY_METHODS)[number];
type KnownMethod = MoneyMethod | 'cancel' | 'account' | 'kyc';

export type EuropeNotification =
  /** @property atMs since 1970, by Trustly's clock; null: it did not say. */
  | (Told & { readonly method: MoneyMethod; readonly amount: Money; readonly atMs: number | null })
  | (Told & { readonly method: 'cancel' })
  | (Told & { readonly method: 'account'; readonly accountId: string; readonly isVerified: boolean })
  | (Told & {
      readonly method: 'kyc';
      /** `YYYY-MM-DD`; null: the bank did not say. */
      readonly born: string | null;
      /** null: the bank did not say who it is. */
      readonly person: Person | null;
    })
  /** Trustly itself has turned the player away: too young, or it could not find out. */
  | (Told & { readonly method: 'kyc-abort' });

/** A national identification number, as the bank has written it. */
export interface Person {
  readonly country: string;
  readonly number: string;
}

/** A method that is not of the documents. */
export interface UnknownNotification {
  readonly method: 'unknown';
  readonly id: string;
  readonly name: string;
}

const NotificationId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,60}$' });
const told = {
  notificationid: NotificationId,
  orderid: OrderId,
  /** Not only of ours: Trustly makes one of its own for a refund, `Refund 2018-11-16 13:53:21.019497+01 9567705`. */
  messageid: Type.String({ minLength: 1, maxLength: 300 }),
};

const MoneyTold = Type.Object({
  ...told,
  amount: Type.String({ maxLength: 40 }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  timestamp: Type.Optional(Type.String({ maxLength: 60 })),
});
const CancelTold = Type.Object(told);
const AccountTold = Type.Object({
  ...told,
  accountid: Type.String({ pattern: '^[0-9]{1,20}$' }),
  verified: Type.Enum(['0', '1']),
});
const KycTold = Type.Object({
  ...told,
  attributes: Type.Object({
    abort: Type.Optional(Type.Enum(['0', '1'])),
    dob: Type.Optional(Type.String({ maxLength: 40 })),
    personid: Type.Optional(Type.String({ maxLength: 64 })),
    country: Type.Optional(Type.String({ maxLength: 40 })),
  }),
});
const SomethingTold = Type.Object({ notificationid: Type.Optional(NotificationId) });

const COUNTRY = new RegExp(COUNTRY_PATTERN);

/** @returns null where it is no notification of Trustly's documents. */
export function notificationOf({
  method,
  uuid,
  data,
}: NotificationEnvelope): EuropeNotification | UnknownNotification | null {
  const said = plainOf(data);
  if (!isKnown(method)) {
    const read = checked(SomethingTold, said);
    return read && { method: 'unknown', id: read.notificationid ?? uuid, name: method };
  }
  switch (method) {
    case 'cancel': {
      const read = checked(CancelTold, said);
      return read && { method, ...toldOf(read) };
    }
    case 'account': {
      const read = checked(AccountTold, said);
      return (
        read && { method, ...toldOf(read), accountId: read.accountid, isVerified: read.verified === '1' }
      );
    }
    case 'kyc': {
      const read = checked(KycTold, said);
      return read && kycOf(read);
    }
    default: {
      const read = checked(MoneyTold, said);
      const amount = read && amountOf(read.amount, read.currency);
      const atMs = read?.timestamp === undefined ? null : timestampMs(read.timestamp);
      return read && amount && { method, ...toldOf(read), amount, atMs };
    }
  }
}

/** Whether its data may name a person: then nothing of it is kept. */
export function namesPerson({ method }: EuropeNotification | UnknownNotification): boolean {
  return method === 'account' || method === 'kyc' || method === 'kyc-abort' || method === 'unknown';
}

function isKnown(method: string): method is KnownMethod {
  return ['cancel', 'account', 'kyc', ...MONEY_METHODS].includes(method);
}

function checked<S extends TSchema>(schema: S, said: unknown): Static<S> | null {
  return Value.Check(schema, said) ? said : null;
}

function toldOf({ notificationid, orderid, messageid }: Static<typeof CancelTold>): Told {
  return { id: notificationid, orderId: orderid, messageId: messageid };
}

function kycOf(read: Static<typeof KycTold>): EuropeNotification {
  const { abort, dob, personid = '', country = '' } = read.attributes;
  if (abort === '1') return { method: 'kyc-abort', ...toldOf(read) };
  const born = dob !== undefined && isDay(dob) ? dob : null;
  return { method: 'kyc', ...toldOf(read), born, person: personOf(personid, country) };
}

/** Small or large, as `SE1990…`, `se:1990…` or `PNOSE-1990…`. */
const PREFIX = /^(?:PNO)?([A-Z]{2})[-:]?(?=[0-9])/i;

/**
 * The number may begin with its country, which need not be that of the address. Of countries whose numbers are not known here, what
 * looks like another country may be the number itself.
 */
function personOf(personid: string, addressCountry: string): Person | null {
  const number = personid.trim();
  const prefix = PREFIX.exec(number)?.[1]?.toUpperCase();
  const isCountry = prefix !== undefined && (isKnownCountry(prefix) || isKnownCountry(addressCountry));
  const country = isCountry ? prefix : addressCountry;
  return number === '' || !COUNTRY.test(country) ? null : { country, number };
}

function amountOf(text: string, currency: string): Money | null {
  try {
    return moneyOf(text, currency);
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}
