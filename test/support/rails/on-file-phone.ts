/** Events of Trustly as a test writes them: those that the sandbox by its nature does not tell. */
import { ON_FILE } from '../sandbox/on-file-merchant.ts';
import { signedEventOf, type StandInTransaction } from './on-file-stand-in.ts';

let events = 1_002_596_000;

/** An event about a transaction. Each has a number of its own; a later one is newer. */
export function eventOf(
  transaction: Pick<StandInTransaction, 'transactionId' | 'transactionType' | 'merchantReference' | 'status'>,
  changes: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    merchantId: ON_FILE.merchantId,
    merchantReference: transaction.merchantReference,
    paymentType: '2',
    transactionType: String(transaction.transactionType),
    eventId: String(++events),
    eventType: 'Update',
    objectId: transaction.transactionId,
    objectType: 'Transaction',
    message: '',
    timeZone: 'Etc/UTC',
    createdAt: String(Date.now()),
    accessId: ON_FILE.accessId,
    status: String(transaction.status),
    ...changes,
  };
}

export async function tell(bridgeUrl: string, fields: Readonly<Record<string, string>>): Promise<number> {
  const { headers, payload } = signedEventOf(fields);
  const response = await fetch(`${bridgeUrl}/trustly-on-file/events`, {
    method: 'POST',
    headers,
    body: payload,
  });
  await response.text();
  return response.status;
}
