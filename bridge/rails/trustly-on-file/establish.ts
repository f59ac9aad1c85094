/** What the player's browser hands to Trustly's script, signed: for a new account, or to refresh one. */
import { toDecimal } from '../../../protocol/money.ts';
import type { BankLoginData, ReturnAddresses } from '../pay-page.ts';
import type { OnFileMerchant } from './client.ts';
import type { SignedWith } from './hmac.ts';
import { requestSignature } from './request-signature.ts';

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
}

export function establishData(
  { merchant, currency, notificationUrl, signedWith }: EstablishSettings,
  { reference, paymentType, refreshes }: Login,
  back: ReturnAddresses,
): BankLoginData {
  const { url, accessId, accessKey, merchantId } = merchant;
  const signed = {
    accessId,
    merchantId,
    // No word about the player: it is shown at the bank.
    description: 'Credits for a gaming machine',
    currency,
    // No upper bound: what is captured later is decided by the player's tap.
    amount: toDecimal({ minor: 0, currency }),
    merchantReference: reference,
    paymentType,
    ...(refreshes !== undefined && { transactionId: refreshes }),
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
