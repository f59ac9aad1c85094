/** What an answer about a capture or a hold tells, in the words of an event. */
import type { Money } from '../../../protocol/money.ts';
import type { CaptureTold } from './capture-told.ts';
import { statusName } from './enumerations.ts';
import { minorOf, providerStatus, type Transaction } from './transaction.ts';

/** `id`: for the inbox. The same answer once more changes nothing. */
export interface AnswerTold extends CaptureTold {
  readonly id: string;
}

/** @returns null for a status that is not documented: nothing follows from it. */
export function answerTold(
  transaction: Transaction,
  asked: { readonly reference: string; readonly amount: Money },
): AnswerTold | null {
  const status = statusName(transaction.status);
  if (status === null) return null;
  const { transactionId } = transaction;
  const atMs = transaction.updatedAt ?? null;
  return {
    id: `answer-${transactionId}-${status}-${atMs ?? 'now'}`,
    transactionId,
    reference: asked.reference,
    status,
    // An event of the same millisecond says the same or more: it is the newer one.
    stamp: atMs === null ? null : { atMs, eventId: '' },
    providerStatus: providerStatus(transaction),
    errorCode: null,
    declineCode: transaction.paymentProviderTransaction?.thirdPartyDeclineCode ?? null,
    minor: minorOf(transaction, asked.amount),
  };
}
