import { expect, test } from 'vitest';
import type { VirtualCabinetState } from '../../simulators/cabinet-board/control.ts';
import type { SandboxPayment } from '../../sandbox/control.ts';
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
  };
  expect(reconcile(books, before)).toEqual({ verdict: 'agree', amount: usd(2000), fundings: 1 });
});

test('money on its way is no disagreement, however long it takes', () => {
  const books = {
    cabinet: cabinet(2000),
    ledger: [funding('SENT', 2000)],
    payments: [payment('AUTHORIZED', 2000)],
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
  };
  const once = reconcile(books, before);
  expect(once.verdict).toBe('settling');
  expect(reconcile(books, once)).toEqual({
    verdict: 'disagree',
    cabinet: usd(4000),
    ledger: usd(2000),
    trustly: usd(2000),
  });
});

test('the ledger counts what the cabinet confirmed, not what was asked for', () => {
  const books = {
    cabinet: cabinet(1500),
    ledger: [funding('CREDITED', 2000, 1500)],
    payments: [payment('CAPTURED', 1500)],
  };
  expect(reconcile(books, before).verdict).toBe('agree');
});

test('a book that cannot be read is named', () => {
  expect(reconcile({ cabinet: cabinet(0), ledger: null, payments: null }, before)).toEqual({
    verdict: 'unreadable',
    books: ['ledger', 'Trustly'],
  });
});
