/** The three signatures between Trustly and its merchant, all of them HMAC with the access key. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Fields } from './request-fields.ts';

/** In this order, and only these, the fields of an establish request are signed. */
const SIGNED = [
  'accessId',
  'merchantId',
  'description',
  'currency',
  'amount',
  'displayAmount',
  'minimumBalance',
  'merchantReference',
  'paymentType',
  'timeZone',
  'recurrence.startDate',
  'recurrence.endDate',
  'recurrence.frequency',
  'recurrence.frequencyUnit',
  'recurrence.frequencyUnitType',
  'recurrence.recurringAmount',
  'recurrence.automaticCapture',
  'verification.status',
  'verification.verifyCustomer',
  'customer.customerId',
  'customer.externalId',
  'customer.name',
  'customer.vip',
  'customer.taxId',
  'customer.driverLicense.number',
  'customer.driverLicense.state',
  'customer.address.address1',
  'customer.address.address2',
  'customer.address.city',
  'customer.address.state',
  'customer.address.zip',
  'customer.address.country',
  'customer.phone',
  'customer.email',
  'customer.balance',
  'customer.currency',
  'customer.enrollDate',
  'customer.externalTier',
  'customer.dateOfBirth',
  'account.nameOnAccount',
  'account.name',
  'account.type',
  'account.profile',
  'account.accountNumber',
  'account.routingNumber',
  'transactionId',
] as const;

const SHA512_PREFIX = 'HmacSHA512:';

/** `name=value` joined by `&`, values as they are. */
export function signedText(fields: Fields): string {
  return SIGNED.flatMap((name) => (fields[name] ? [`${name}=${fields[name]}`] : [])).join('&');
}

export function requestSignature(fields: Fields, accessKey: string): string {
  return hmac(signedText(fields), accessKey);
}

export function isSigned(fields: Fields, accessKey: string): boolean {
  const given = fields['requestSignature'] ?? '';
  return given.startsWith(SHA512_PREFIX)
    ? isSame(given.slice(SHA512_PREFIX.length), hmac(signedText(fields), accessKey, 'sha512'))
    : isSame(given, requestSignature(fields, accessKey));
}

/** The header of an event: over its body with the values decoded, in the order in which they are sent. */
export function eventAuthorization(body: string, accessId: string, accessKey: string): string {
  const decoded = [...new URLSearchParams(body)].map(([name, value]) => `${name}=${value}`).join('&');
  return `Basic ${Buffer.from(`${accessId}:${hmac(decoded, accessKey)}`).toString('base64')}`;
}

/**
 * The address the player is sent back to, with its signature as the last parameter.
 * @param scope `url`: over the whole address, as it is written; `query`: over its query only, as older versions do.
 */
export function signRedirect(url: string, accessKey: string, scope: 'url' | 'query'): string {
  const text = scope === 'url' ? url : url.slice(url.indexOf('?') + 1);
  return `${url}&requestSignature=${encodeURIComponent(hmac(text, accessKey))}`;
}

function hmac(text: string, key: string, algorithm: 'sha1' | 'sha512' = 'sha1'): string {
  return createHmac(algorithm, key).update(text, 'utf8').digest('base64');
}

function isSame(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
