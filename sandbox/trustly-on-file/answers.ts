/** Transactions as the API answers them. */
import { toDecimal } from '../../protocol/money.ts';
import {
  ACCOUNT_PROFILES,
  ACCOUNT_TYPES,
  PAYMENT_TYPES,
  STATUSES,
  TRANSACTION_TYPES,
} from './enumerations.ts';
import type { Merchant } from './event-queue.ts';
import { PROVIDER_STATUSES } from './provider-statuses.ts';
import { CURRENCY } from './request-fields.ts';
import { isOver, type AuthorizedAccount, type ProviderResult, type Transaction } from './transaction.ts';

const decimal = (minor: number): string => toDecimal({ minor, currency: CURRENCY });

/** @param authorization whose account it moves money from or to. */
export function transactionAnswer(
  transaction: Transaction,
  authorization: Transaction,
  { merchantId }: Merchant,
): object {
  const { status, amountMinor, provider } = transaction;
  const isPaid = ['Completed', 'Reversed', 'Refunded', 'Partially refunded', 'Disputed'].includes(status);
  return {
    transactionId: transaction.transactionId,
    transactionType: TRANSACTION_TYPES[transaction.type],
    ...(transaction.originalId !== null && { originalTransactionId: transaction.originalId }),
    payment: paymentAnswer(authorization, merchantId),
    currency: CURRENCY,
    amount: decimal(amountMinor),
    pending: decimal(isPaid || isOver(status) ? 0 : amountMinor),
    paid: decimal(isPaid ? amountMinor : 0),
    refunded: decimal(transaction.refundedMinor),
    reversed: decimal(transaction.reversedMinor),
    ...(provider !== null && {
      paymentProviderTransaction: providerAnswer(provider, transaction),
      statusCode: provider.status,
    }),
    ...(transaction.errorCode !== null && { errorCode: transaction.errorCode }),
    ...(provider?.suggestedRetryMinor && { suggestedRetryAmount: decimal(provider.suggestedRetryMinor) }),
    status: STATUSES[status],
    statusMessage: status,
    merchantReference: transaction.merchantReference,
    message: transaction.message,
    createdAt: transaction.createdAt,
    updatedAt: transaction.updatedAt,
    recordVersion: transaction.version,
  };
}

function paymentAnswer(authorization: Transaction, merchantId: string): object {
  const { account } = authorization;
  return {
    paymentId: authorization.paymentId,
    paymentType: PAYMENT_TYPES[authorization.paymentType],
    merchant: { merchantId },
    merchantReference: authorization.merchantReference,
    description: authorization.description,
    ...(account !== null && {
      fingerprint: account.token,
      account: accountAnswer(account),
      paymentProvider: providerOf(account),
      authorizationStatus: STATUSES[authorization.status],
      authorizationStatusMessage: authorization.status,
    }),
  };
}

export function providerOf(account: AuthorizedAccount): object {
  return {
    paymentProviderId: account.providerId,
    type: account.manual ? 2 : 1,
    name: account.bankName,
    instantPayoutAvailable: true,
  };
}

export function accountAnswer(account: AuthorizedAccount): object {
  return {
    name: account.name,
    type: ACCOUNT_TYPES[account.kind],
    profile: account.profile === null ? null : ACCOUNT_PROFILES[account.profile],
    accountNumber: account.lastDigits,
    token: account.token,
    verified: account.verified,
  };
}

function providerAnswer(provider: ProviderResult, { transactionId, guaranteed }: Transaction): object {
  return {
    paymentProviderTransactionId: `ptx-${transactionId}-sbx`,
    status: provider.status,
    statusMessage: PROVIDER_STATUSES[provider.status]?.message ?? provider.status,
    ...(provider.reasonCode !== null && { reasonCode: provider.reasonCode }),
    ...(provider.extendedReason !== null && { extendedReason: { code: provider.extendedReason } }),
    ...(provider.thirdPartyDeclineCode !== null && { thirdPartyDeclineCode: provider.thirdPartyDeclineCode }),
    instantSettle: guaranteed,
    paymentProcessor: { paymentProcessorId: '100000001' },
  };
}
