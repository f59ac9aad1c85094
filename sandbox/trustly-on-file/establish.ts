/** The begin of an authorization: what the merchant's page, or its server, asks for. */
import { isLoopbackHost } from '../../protocol/loopback.ts';
import { ApiError, invalid } from './api-error.ts';
import { isPaymentType, type PaymentType } from './enumerations.ts';
import type { Merchant } from './event-queue.ts';
import { readAmount, required, type Fields } from './request-fields.ts';
import { isSigned } from './signatures.ts';
import type { Transactions } from './transactions.ts';
import type { Transaction } from './transaction.ts';

/** How long a player may take in the Lightbox, on this part's clock. */
export const LIGHTBOX_MS = 15 * 60_000;

/**
 * Checks the request and writes the new authorization down.
 * @throws {ApiError} 375 for a wrong access id or signature, 300 for another merchant, 200, 210
 */
export function establish(fields: Fields, merchant: Merchant, transactions: Transactions): Transaction {
  const { now, store } = { now: transactions.clock.now(), store: transactions.store };
  if (fields['accessId'] !== merchant.accessId || !isSigned(fields, merchant.accessKey))
    throw new ApiError(375);
  if (required(fields, 'merchantId') !== merchant.merchantId) {
    throw new ApiError(300, 'the merchantId is not of this accessId', 'merchantId');
  }
  const paymentType = readPaymentType(fields['paymentType'] ?? 'Retrieval');
  if (required(fields, 'currency') !== 'USD') throw invalid('currency', 'currency must be USD');
  const merchantReference = required(fields, 'merchantReference');
  const parent = paymentType === 'Verification' ? refreshed(fields, transactions) : null;
  if (parent === null)
    refuseDuplicate(merchantReference, store.search({ merchantReference, type: 'Authorize' }, 50));
  return transactions.make(
    {
      type: 'Authorize',
      status: 'New',
      paymentType,
      merchantReference,
      description: (fields['description'] ?? '').slice(0, 255),
      amountMinor: fields['amount'] === undefined ? 0 : readAmount(fields, 0),
      originalId: parent?.transactionId ?? null,
      returnUrl: readUrl(fields, 'returnUrl'),
      cancelUrl: readUrl(fields, 'cancelUrl'),
      notificationUrl: fields['notificationUrl'] ? readUrl(fields, 'notificationUrl') : null,
    },
    [{ at: now + LIGHTBOX_MS, to: 'Expired', provider: null }],
  );
}

function readPaymentType(text: string): PaymentType {
  if (!isPaymentType(text)) throw invalid('paymentType', `paymentType "${text}" is unknown`);
  if (text === 'Instant') throw invalid('paymentType', 'Instant is not offered any more; use Deferred');
  return text;
}

/** The authorization that a login anew is for, or without `authToken` the code of its deposit. */
function refreshed(fields: Fields, { store }: Transactions): Transaction {
  const isRefresh = fields['authToken'] !== undefined;
  if (isRefresh && fields['authToken'] !== 'new') throw invalid('authToken', 'authToken must be "new"');
  const transactionId = required(fields, 'transactionId');
  const parent = store.get(transactionId);
  if (
    parent?.type !== 'Authorize' ||
    parent.status !== 'Authorized' ||
    parent.paymentType === 'Verification'
  ) {
    throw invalid('transactionId', `Could not find an authorization using Id ${transactionId}`);
  }
  if (!isRefresh && !parent.account?.deposit) {
    throw invalid(
      'transactionId',
      `the account of ${transactionId} waits for no code; a login anew has authToken "new"`,
    );
  }
  return parent;
}

/** A reference counts as used once a transaction by it was accepted, and while that stands. */
export function refuseDuplicate(reference: string, earlier: readonly Transaction[]): void {
  const used = earlier.some(
    ({ status, paymentType }) =>
      paymentType !== 'Verification' &&
      ['Authorized', 'Processed', 'Completed', 'Reversed', 'Partially refunded', 'Refunded'].includes(status),
  );
  if (used) throw new ApiError(210, `merchantReference ${reference} was already used`, 'merchantReference');
}

/** https, or plain text to this machine [tls-or-loopback]. */
function readUrl(fields: Fields, name: string): string {
  const text = required(fields, name, 2_000);
  const url = URL.parse(text);
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (!safe || url.hash !== '') throw invalid(name, `${name} is not an https address`);
  return text;
}
