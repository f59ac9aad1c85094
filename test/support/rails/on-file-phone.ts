/** What happens at the player's phone and at Trustly, as far as the bridge hears of it. */
import type { BankLoginData } from '../../../bridge/rails/pay-page.ts';
import { MERCHANT, signedEventOf, type OnFileStandIn, type StandInTransaction } from './on-file-stand-in.ts';

let events = 1_002_596_000;

/** An event about a transaction. Each has a number of its own; a later one is newer. */
export function eventOf(
  transaction: Pick<StandInTransaction, 'transactionId' | 'transactionType' | 'merchantReference' | 'status'>,
  changes: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    merchantId: MERCHANT.merchantId,
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
    accessId: MERCHANT.accessId,
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

/** The player logs in at the bank and chooses an account. @returns the event of it, which is not told yet. */
export function chooseAccount(
  trustly: OnFileStandIn,
  login: BankLoginData | null,
  { bank = 'Demo Bank', digits = '3254', token = 'KSDF23KL3254' } = {},
): { authorization: StandInTransaction; event: Record<string, string> } {
  const authorization = trustly.authorize(login?.data['merchantReference'] ?? '', { bank, digits, token });
  const splitToken = `split+token/of=${authorization.transactionId}`;
  return { authorization, event: eventOf(authorization, { eventType: 'Authorize', splitToken }) };
}
