import { expect, test } from 'vitest';
import type { VirtualCabinetState } from '../../simulators/cabinet-board/control.ts';
import type { SandboxPayment } from '../../sandbox/control.ts';
import type { OnFileTransaction } from '../../sandbox/trustly-on-file/control.ts';
import type { LedgerRow } from '../floor.ts';
import type { Reconciliation } from './contract.ts';
import { reconcile } from './reconciliation.ts';

const before: Reconciliation = { verdict: 'unreadable', books: [] };
const usd = (minor: number) => ({ minor, currency: 'USD' });

function cabinet(cashlessIn: number, credits = cashlessIn): VirtualCabinetState {
  return {
    identity: { serial: 'S', memoryId: '0000002a', firmware: '1', protocol: 1 },
    currency: 'USD',
    powered: true,
    plugged: true,
    open: true,
    conditions: [],
    acceptor: 'IDLE',
    notesEnabled: true,
    acceptedNotes: [],
    meters: { credits, cashlessIn, notesIn: 0, totalOut: 0 },
    transfers: [],
    notes: [],
  };
}

function funding(status: string, minor: number, credited: number | null = null): LedgerRow {
  return {
    fundingId: `f-${minor}`,
    transferId: '000042-0000000001',
    asset: 'EGM-0042',
    amount: usd(minor),
    credited: credited === null ? null : usd(credited),
    status,
    code: null,
    reversed: null,
    refund: null,
    createdAt: '2026-01-01T10:00:00.000Z',
    updatedAt: '2026-01-01T10:00:00.000Z',
  };
}

function payment(state: SandboxPayment['state'], minor: number): SandboxPayment {
  const captured = state === 'CAPTURED' ? usd(minor) : null;
  return {
    fundingId: `f-${minor}`,
    asset: 'EGM-0042',
    amount: usd(minor),
    captured,
    state,
    createdAt: 0,
    capturedAt: null,
  };
}

test('the books agree at rest [books-agree], whatever was declined, played or cashed out', () => {
  const books = {
    cabinet: cabinet(2000, 0),
    ledger: [funding('CREDITED', 2000, 2000), funding('DECLINED', 5000)],
    payments: [payment('CAPTURED', 2000), payment('VOIDED', 5000)],
    onFile: [],
  };
  expect(reconcile(books, before)).toEqual({
    verdict: 'agree',
    fundings: 1,
    cabinet: usd(2000),
    ledger: usd(2000),
    trustly: usd(2000),
    receivable: usd(0),
  });
});

test('money on its way is no disagreement, however long it takes', () => {
  const books = {
    cabinet: cabinet(2000),
    ledger: [funding('SENT', 2000)],
    payments: [payment('AUTHORIZED', 2000)],
    onFile: [],
  };
  const once = reconcile(books, before);
  expect(once).toMatchObject({ verdict: 'settling' });
  expect(reconcile(books, once)).toMatchObject({ verdict: 'settling' });
});

test('a difference at rest is a disagreement when it was there the last time too', () => {
  const books = {
    cabinet: cabinet(4000),
    ledger: [funding('CREDITED', 2000, 2000)],
    payments: [payment('CAPTURED', 2000)],
    onFile: [],
  };
  const once = reconcile(books, before);
  expect(once.verdict).toBe('settling');
  expect(reconcile(books, once)).toEqual({
    verdict: 'disagree',
    cabinet: usd(4000),
    ledger: usd(2000),
    trustly: usd(2000),
    receivable: usd(0),
  });
});

test('the ledger counts what the cabinet confirmed, not what was asked for', () => {
  const books = {
    cabinet: cabinet(1500),
    ledger: [funding('CREDITED', 2000, 1500)],
    payments: [payment('CAPTURED', 1500)],
    onFile: [],
  };
  expect(reconcile(books, before).verdict).toBe('agree');
});

test('a book that cannot be read is named', () => {
  expect(reconcile({ cabinet: cabinet(0), ledger: null, payments: null, onFile: null }, before)).toEqual({
    verdict: 'unreadable',
    books: ['ledger', 'Trustly'],
  });
});

const capture = (status: OnFileTransaction['status'], more: Partial<OnFileTransaction> = {}) =>
  ({
    transactionId: 't-1',
    originalTransactionId: 'account',
    type: 'Capture',
    status,
    providerStatus: null,
    merchantReference: 'f-2000.1',
    amount: '20.00',
    refunded: '0.00',
    account: null,
    depositCode: null,
    createdAt: 0,
    updatedAt: 0,
    ...more,
  }) satisfies OnFileTransaction;

test('what the bank takes back days later is a receivable: the credit stays, and the books agree', () => {
  const credited = funding('CREDITED', 2000, 2000);
  const books = { cabinet: cabinet(2000), payments: [], onFile: [capture('Reversed')] };
  expect(reconcile({ ...books, ledger: [{ ...credited, reversed: usd(2000) }] }, before)).toMatchObject({
    verdict: 'agree',
    ledger: usd(2000),
    trustly: usd(0),
    receivable: usd(2000),
  });
  const unheard = { ...books, ledger: [credited] };
  expect(reconcile(unheard, reconcile(unheard, before)).verdict).toBe('disagree');
});

test('what a machine refused after it was captured is at rest when Trustly has taken up the refund', () => {
  const owed = { ...funding('FAILED', 2000), refund: { state: 'DUE', amount: usd(2000) } };
  const books = { cabinet: cabinet(0), payments: [] };
  const due = { ...books, ledger: [owed], onFile: [capture('Completed')] };
  expect(reconcile(due, reconcile(due, before)).verdict).toBe('settling');
  const done = { ...owed, refund: { ...owed.refund, state: 'DONE' } };
  const onFile = [capture('Completed', { refunded: '20.00' })];
  expect(reconcile({ ...books, ledger: [done], onFile }, before)).toMatchObject({
    verdict: 'agree',
    trustly: usd(0),
  });
});
