/**
 * The signature over what the player's browser hands to Trustly when an account is chosen, so that nobody between us and
 * Trustly changes it. URLs are not signed: Trustly checks them against those of the merchant's settings.
 */
import { sign, type SignedWith } from './hmac.ts';

/** What is handed over, under the names that Trustly signs by: `customer.name` for the name in `customer`. */
export type EstablishFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Trustly's own order. What is not in it is not signed. */
const SIGNED_IN_ORDER = [
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

export function requestSignature(
  accessKey: string,
  fields: EstablishFields,
  algorithm: SignedWith = 'sha1',
): string {
  return sign(accessKey, signedText(fields), algorithm);
}

/** Values as they are, not URL-encoded. The text `0.00` is signed, the number 0 is left out. */
function signedText(fields: EstablishFields): string {
  return SIGNED_IN_ORDER.flatMap((name) => {
    const value = fields[name];
    return value === undefined || value === '' || value === 0 || value === false
      ? []
      : [`${name}=${String(value)}`];
  }).join('&');
}
