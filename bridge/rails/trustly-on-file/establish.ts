/** What Trustly is handed for an account, signed: by the player's browser, or by us with the numbers of one. */
import { toDecimal } from '../../../protocol/money.ts';
import type { AccountNumbers } from '../account-page.ts';
import type { BankLoginData, ReturnAddresses } from '../pay-page.ts';
import type { OnFileMerchant } from './client.ts';
import type { SignedWith } from './hmac.ts';
import { requestSignature, type EstablishFields } from './request-signature.ts';

export interface EstablishSettings {
  readonly merchant: OnFileMerchant;
  readonly currency: string;
  /** Where Trustly tells of events; null: where the merchant's settings at Trustly say. */
  readonly notificationUrl: string | null;
  readonly signedWith: SignedWith;
}

interface Login {
  readonly reference: string;
  readonly paymentType: 'Deferred' | 'Retrieval' | 'Verification';
  /** The authorization that is refreshed. */
  readonly refreshes?: string;
  /** The authorization whose deposit brought a code. */
  readonly of?: string;
}

// No word about the player: it is shown at the bank.
const DESCRIPTION = 'Credits for a gaming machine';
const KINDS = { checking: '1', savings: '2' } as const;

export function establishData(
  { merchant, currency, notificationUrl, signedWith }: EstablishSettings,
  { reference, paymentType, refreshes, of }: Login,
  back: ReturnAddresses,
): BankLoginData {
  const { url, accessId, accessKey, merchantId } = merchant;
  const transactionId = refreshes ?? of;
  const signed = {
    accessId,
    merchantId,
    description: DESCRIPTION,
    currency,
    // No upper bound: what is captured later is decided by the player's tap.
    amount: toDecimal({ minor: 0, currency }),
    merchantReference: reference,
    paymentType,
    ...(transactionId !== undefined && { transactionId }),
  };
  return {
    kind: 'script',
    script: `${url}/start/scripts/trustly.js?${new URLSearchParams({ accessId }).toString()}`,
    data: {
      ...signed,
      ...(refreshes !== undefined && { authToken: 'new' }),
      returnUrl: back.done,
      cancelUrl: back.cancelled,
      ...(notificationUrl !== null && { notificationUrl }),
      requestSignature: requestSignature(accessKey, signed, signedWith),
    },
  };
}

/** For a payout to an account that the player told by its numbers. They are in this request and nowhere else. */
export function numbersData(
  { merchant, currency, notificationUrl, signedWith }: EstablishSettings,
  reference: string,
  { nameOnAccount, routingNumber, accountNumber, kind }: AccountNumbers,
): EstablishFields {
  const { url, accessId, accessKey, merchantId } = merchant;
  const signed = {
    accessId,
    merchantId,
    description: 'Payout of a gaming machine',
    currency,
    amount: toDecimal({ minor: 0, currency }),
    merchantReference: reference,
    paymentType: 'Disbursement',
    'account.nameOnAccount': nameOnAccount,
    'account.type': KINDS[kind],
    'account.accountNumber': accountNumber,
    'account.routingNumber': routingNumber,
  };
  return {
    ...signed,
    // Trustly wants them, and sends nobody there.
    returnUrl: url,
    cancelUrl: url,
    ...(notificationUrl !== null && { notificationUrl }),
    requestSignature: requestSignature(accessKey, signed, signedWith),
  };
}
