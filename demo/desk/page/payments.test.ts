import { expect, test } from 'vitest';
import type { SandboxPayment } from '../../../sandbox/control.ts';
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
  const lines = paymentLines({ ledger: [funding], payments: [payment], cabinet: null });
  expect(lines).toMatchObject([
    { fundingId: 'f-2', cabinet: 'none', ledger: 'none', trustly: 'authorized', code: null },
    { fundingId: 'f-1', cabinet: 'none', ledger: 'declined', trustly: 'none', code: 'LIMIT_REACHED' },
  ]);
});

test('what two books know is one line', () => {
  const both = { ...payment, fundingId: 'f-1', state: 'VOIDED' as const };
  const lines = paymentLines({ ledger: [funding], payments: [both], cabinet: null });
  expect(lines).toMatchObject([{ fundingId: 'f-1', ledger: 'declined', trustly: 'voided' }]);
});

test('a captured payment says how long it took from the approval to the credit', () => {
  const captured = { ...payment, state: 'CAPTURED' as const, capturedAt: payment.createdAt + 412 };
  const credited = { ...funding, fundingId: 'f-2', status: 'CREDITED', code: null };
  expect(paymentLines({ ledger: [credited], payments: [captured], cabinet: null })).toMatchObject([
    { fundingId: 'f-2', tookMs: 412 },
  ]);
  expect(paymentLines({ ledger: [funding], payments: [], cabinet: null })).toMatchObject([{ tookMs: null }]);
});

test('books that cannot be read are no payments', () => {
  expect(paymentLines({ ledger: null, payments: null, cabinet: null })).toEqual([]);
});
