/** What the API tells of the account and its holder behind an authorization. */
import type { FastifyInstance } from 'fastify';
import { toDecimal } from '../../protocol/money.ts';
import { accountAnswer, providerOf } from './answers.ts';
import { invalid } from './api-error.ts';
import { balanceOf } from './capture.ts';
import { existing } from './changes.ts';
import { CURRENCY, fieldsOf, required } from './request-fields.ts';
import type { Transactions } from './transactions.ts';
import type { AuthorizedAccount, Transaction } from './transaction.ts';

interface OfTransaction {
  Params: { id: string };
}

export function registerAccountData(api: FastifyInstance, transactions: Transactions): void {
  const authorized = (id: string): { transaction: Transaction; account: AuthorizedAccount } => {
    const transaction = transactions.authorizationOf(existing(id, transactions));
    if (transaction.account === null) throw invalid('transactionId', `transaction ${id} has no account`);
    return { transaction, account: transaction.account };
  };
  const balance = (transaction: Transaction): object => {
    const minor = balanceOf(transaction);
    if (minor === null) return { currency: CURRENCY };
    const amount = toDecimal({ minor, currency: CURRENCY });
    return { currency: CURRENCY, amount, available: amount };
  };

  api.get<OfTransaction>('/transactions/:id/payment/paymentProvider/user', async ({ params }) => ({
    user: authorized(params.id).account.holder ?? {},
  }));
  // The documents name several places for it, and two names of what is answered.
  for (const place of [
    'payment/paymentProvider/account/balance',
    'payment/paymentProvider/balance',
    'balance',
  ]) {
    api.get<OfTransaction>(`/transactions/:id/${place}`, async ({ params }) => {
      const { transaction, account } = authorized(params.id);
      const told = { ...accountAnswer(account), paymentProvider: providerOf(account) };
      return { balance: balance(transaction), accountBalance: { account: told, ...balance(transaction) } };
    });
  }
  api.get<OfTransaction>('/transactions/:id/payment/paymentProvider/accounts', async ({ params }) => ({
    accounts: [accountAnswer(authorized(params.id).account)],
  }));
  api.get<OfTransaction>('/transactions/:id/accountSummary', async ({ params }) => {
    const { transaction, account } = authorized(params.id);
    const { lastDigits, routingNumber } = account;
    const now = transactions.clock.now();
    const aggregation = { days: 30, activityLatestDate: now, overdraftCount: 0, nsfCount: 0 };
    return {
      summary: [
        {
          selectedAccount: true,
          accountNumber: lastDigits,
          routingNumber,
          ...balance(transaction),
          aggregations: [aggregation],
        },
      ],
    };
  });
  // Nothing that a merchant told of its customers is kept here, so that nobody is ever found.
  api.get('/users/lookup', async ({ query }) => {
    required(fieldsOf(query), 'externalId');
    return { users: [] };
  });
  api.get('/customers', async () => ({ customers: [] }));
  api.get('/payments', async () => ({
    payments: transactions.store
      .search({ type: 'Authorize' }, 50)
      .map(({ paymentId, merchantReference }) => ({
        paymentId,
        merchantReference,
      })),
  }));
}
