/** What may still be done to a transaction: cancel it, look at the bank anew, revoke the consent. */
import { ApiError, invalid } from './api-error.ts';
import { balanceOf, refuseEnded, tokenProblem, type MoneyPorts } from './capture.ts';
import type { Fields } from './request-fields.ts';
import { providerResult, type Transactions } from './transactions.ts';
import type { Transaction } from './transaction.ts';

const LONGEST_MESSAGE = 40;

/** @throws {ApiError} 200 when it is too late for that */
export function cancel(transactionId: string, fields: Fields, transactions: Transactions): Transaction {
  const transaction = existing(transactionId, transactions);
  const message = fields['message'] ?? '';
  if (message.length > LONGEST_MESSAGE) throw invalid('message', `message is longer than ${LONGEST_MESSAGE}`);
  switch (transaction.status) {
    case 'Canceled':
    case 'Voided':
      return transaction;
    case 'New':
    case 'Pending':
    case 'Authorized': {
      const to =
        transaction.type === 'Authorize' && transaction.status === 'Authorized' ? 'Voided' : 'Canceled';
      return moved(transactions.move(transactionId, to, { message, provider: providerResult('SW013') }));
    }
    case 'Processed':
    case 'Completed':
    case 'Failed':
    case 'Expired':
    case 'Denied':
    case 'Disputed':
    case 'Reversed':
    case 'Partially refunded':
    case 'Refunded':
    case 'On hold':
      throw invalid(
        'transactionId',
        `transaction ${transactionId} is ${transaction.status} and cannot be canceled`,
      );
  }
}

/** Another look at the bank. @throws {ApiError} 200, 326, 330, 380, 397 */
export function refresh(transactionId: string, fields: Fields, ports: MoneyPorts): Transaction {
  const { transactions } = ports;
  const transaction = existing(transactionId, transactions);
  if (transaction.type !== 'Authorize' || transaction.account === null) {
    throw invalid('transactionId', `transaction ${transactionId} is no bank authorization`);
  }
  refuseEnded(transaction);
  const problem = tokenProblem(transaction, true, fields, ports);
  if (problem !== null) throw new ApiError(problem === 'SW051' ? 380 : 326);
  const account = { ...transaction.account, balanceMinor: balanceOf(transaction) };
  return transactions.store.atomically(() => {
    const after = { ...transaction, account, updatedAt: transactions.clock.now() };
    transactions.store.update(after);
    transactions.events.tell(after, null, { type: 'Refresh' }, transactions.clock.now());
    return after;
  });
}

/** The player took the consent back, at Trustly or at the bank. Null: there is no such authorization. */
export function revokeConsent(transactionId: string, transactions: Transactions): Transaction | null {
  const transaction = transactions.store.get(transactionId);
  if (transaction?.type !== 'Authorize') return null;
  return transactions.move(transactionId, 'Voided', { splitToken: null }, { type: 'CONSENT_REVOKED' });
}

/** @throws {ApiError} 200 */
export function existing(transactionId: string, { store }: Transactions): Transaction {
  const transaction = store.get(transactionId);
  if (transaction === null)
    throw invalid('transactionId', `Could not find a transaction using Id ${transactionId}`);
  return transaction;
}

function moved(transaction: Transaction | null): Transaction {
  if (transaction === null) throw new ApiError(100);
  return transaction;
}
