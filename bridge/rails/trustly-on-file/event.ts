/** An event of Trustly as it comes, checked: the fields that we act on. More may come with it. */
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { hasStorableTexts } from '../../../protocol/storable-text.ts';
import { parseForm } from './form.ts';
import { TransactionId } from './transaction.ts';

const digits = Type.String({ pattern: '^[0-9]{1,15}$' });
const short = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

export const EventFields = Type.Object({
  eventId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,60}$' }),
  eventType: Type.String({ minLength: 1, maxLength: 40 }),
  objectId: TransactionId,
  createdAt: digits,
  merchantId: Type.String({ maxLength: 60 }),
  parentObjectId: short(40),
  merchantReference: short(200),
  paymentType: short(20),
  transactionType: short(20),
  status: short(20),
  splitToken: short(4_000),
  errorCode: short(20),
  accountVerified: short(20),
  paymentProviderType: short(40),
  'paymentProviderTransaction.status': short(40),
  thirdPartyDeclineCode: short(40),
  'paymentProviderTransaction.thirdPartyDeclineCode': short(40),
});

export interface OnFileEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly objectId: string;
  readonly atMs: number;
  readonly merchantId: string;
  /** null: there is none. */
  readonly parentObjectId: string | null;
  readonly merchantReference: string | null;
  readonly paymentType: number | null;
  readonly transactionType: number | null;
  readonly status: number | null;
  readonly splitToken: string | null;
  readonly errorCode: number | null;
  /** Whether the account is its player's; null: it does not say. */
  readonly accountVerified: boolean | null;
  readonly paymentProviderType: string | null;
  readonly providerStatus: string | null;
  readonly declineCode: string | null;
}

/** @returns null where it is no event of Trustly's. */
export function readEvent(fields: ReadonlyMap<string, string>): OnFileEvent | null {
  const values: unknown = Object.fromEntries([...fields].filter(([, value]) => value !== ''));
  if (!hasStorableTexts(values) || !Value.Check(EventFields, values)) return null;
  const said: Static<typeof EventFields> = values;
  return {
    eventId: said.eventId,
    eventType: said.eventType,
    objectId: said.objectId,
    atMs: Number(said.createdAt),
    merchantId: said.merchantId,
    parentObjectId: said.parentObjectId ?? null,
    merchantReference: said.merchantReference ?? null,
    paymentType: numberOf(said.paymentType),
    transactionType: numberOf(said.transactionType),
    status: numberOf(said.status),
    splitToken: said.splitToken ?? null,
    errorCode: numberOf(said.errorCode),
    accountVerified: yesOrNo(said.accountVerified),
    paymentProviderType: said.paymentProviderType ?? null,
    providerStatus: said['paymentProviderTransaction.status'] ?? null,
    declineCode:
      said.thirdPartyDeclineCode ?? said['paymentProviderTransaction.thirdPartyDeclineCode'] ?? null,
  };
}

/**
 * What of the body is kept. The split token is told once and kept sealed elsewhere, where it can be deleted; and a repeat may
 * come without it.
 */
export function withoutToken(body: Buffer): Buffer {
  const pairs = body.toString('utf8').split('&');
  return Buffer.from(pairs.filter((pair) => parseForm(pair)?.[0]?.[0] !== 'splitToken').join('&'));
}

/** Any other word says nothing. */
function yesOrNo(text: string | undefined): boolean | null {
  if (text === 'true') return true;
  return text === 'false' ? false : null;
}

/** A number that is not one is no number that we know. */
function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
}
