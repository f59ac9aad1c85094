import { expect, test } from 'vitest';
import type { SandboxPayment } from '../../../sandbox/control.ts';
import type { OnFileTransaction } from '../../../sandbox/trustly-on-file/control.ts';
import type { LedgerRow } from '../../floor.ts';
import { paymentLines } from './payments.ts';

const amount = { minor: 2_000, currency: 'USD' };
const funding: LedgerRow = {
  fundingId: 'f-1',
  transferId: '000042-0000000001',
  asset: 'EGM-0042',
  amount,
  credited: null,
  status: 'DECLINED',
  code: 'LIMIT_REACHED',
  reversed: null,
  refund: null,
  createdAt: '2026-01-01T10:00:00Z',
  updatedAt: '2026-01-01T10:00:00Z',
};
const payment: SandboxPayment = {
  fundingId: 'f-2',
  asset: 'EGM-0042',
  amount,
  captured: null,
  state: 'AUTHORIZED',
  createdAt: Date.parse('2026-01-01T11:00:00Z'),
  capturedAt: null,
};

test('a payment that only one book knows is a line too, newest first', () => {
  const lines = paymentLines({ ledger: [funding], payments: [payment], onFile: [], cabinet: null });
  expect(lines).toMatchObject([
    { fundingId: 'f-2', cabinet: 'none', ledger: 'none', trustly: 'authorized', code: null },
    { fundingId: 'f-1', cabinet: 'none', ledger: 'declined', trustly: 'none', code: 'LIMIT_REACHED' },
  ]);
});

test('what two books know is one line', () => {
  const both = { ...payment, fundingId: 'f-1', state: 'VOIDED' as const };
  const lines = paymentLines({ ledger: [funding], payments: [both], onFile: [], cabinet: null });
  expect(lines).toMatchObject([{ fundingId: 'f-1', ledger: 'declined', trustly: 'voided' }]);
});

test('a captured payment says how long it took from the approval to the credit', () => {
  const captured = { ...payment, state: 'CAPTURED' as const, capturedAt: payment.createdAt + 412 };
  const credited = { ...funding, fundingId: 'f-2', status: 'CREDITED', code: null };
  expect(paymentLines({ ledger: [credited], payments: [captured], onFile: [], cabinet: null })).toMatchObject(
    [{ fundingId: 'f-2', tookMs: 412 }],
  );
  expect(paymentLines({ ledger: [funding], payments: [], onFile: [], cabinet: null })).toMatchObject([
    { tookMs: null },
  ]);
});

test('books that cannot be read are no payments', () => {
  expect(paymentLines({ ledger: null, payments: null, onFile: null, cabinet: null })).toEqual([]);
});

test('a payment from an account on file is one line, however often it was tried, with what is owed of it', () => {
  const at = Date.parse('2026-01-01T10:00:00Z');
  const attempt = (number: number, status: OnFileTransaction['status']): OnFileTransaction => ({
    transactionId: `t-${number}`,
    originalTransactionId: 'account',
    type: 'Capture',
    status,
    providerStatus: null,
    merchantReference: `f-1.${number}`,
    amount: '20.00',
    refunded: '0.00',
    account: null,
    createdAt: at + number,
    updatedAt: at + number,
    depositCode: null,
  });
  const shown = (onFile: OnFileTransaction[], changes: Partial<LedgerRow> | null) =>
    paymentLines({
      ledger: changes === null ? [] : [{ ...funding, status: 'CREDITED', code: null, ...changes }],
      payments: [],
      onFile,
      cabinet: null,
    }).map(({ ledger, trustly, code }) => [ledger, trustly, code]);
  const refund = (state: string) => ({ status: 'FAILED', refund: { state, amount } });
  expect(shown([attempt(1, 'Failed')], null)).toEqual([['none', 'failed', null]]);
  const done = [attempt(2, 'Completed'), attempt(1, 'Failed')];
  expect(shown(done, {})).toEqual([['credited', 'captured', null]]);
  expect(shown(done, refund('DUE'))).toEqual([['failed', 'captured', 'refund owed']]);
  const refunding = { ...attempt(1, 'Completed'), refunded: '20.00' };
  expect(shown([refunding], refund('DONE'))).toEqual([['failed', 'refunding', 'refunded']]);
  expect(shown([attempt(1, 'Reversed')], { reversed: amount })).toEqual([
    ['credited', 'reversed', 'receivable'],
  ]);
});
