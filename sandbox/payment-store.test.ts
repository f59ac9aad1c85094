import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PaymentStore } from './payment-store.ts';
import type { Payment } from './payment.ts';
import { durableKey, openStorage } from './storage.ts';

let directory: string;
let database: ReturnType<typeof openStorage>;
let store: PaymentStore;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'topper-payments-'));
  database = openStorage(directory);
  store = new PaymentStore(database);
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

function reopen(): void {
  database.close();
  database = openStorage(directory);
  store = new PaymentStore(database);
}

function payment(fundingId: string, codeId: string, state: Payment['state']): Payment {
  return {
    fundingId,
    codeId,
    checkoutId: `visit of ${codeId}`,
    asset: 'EGM-0042',
    merchantId: '123456789',
    gameName: null,
    playerId: null,
    amount: { minor: 2000, currency: 'USD' },
    ubai: 'u-1',
    account: 'Demo Bank, Checking ••••1234',
    state,
    attempts: 0,
    doubtful: false,
    captured: null,
    code: null,
    remaining: null,
    noticeDue: null,
    createdAt: 1,
    updatedAt: 1,
  };
}

test('open payments are there after a restart, settled ones need nothing more', () => {
  store.insert(payment('f-1', 'c-1', 'AUTHORIZED'));
  store.insert(payment('f-2', 'c-2', 'PENDING'));
  store.insert(payment('f-3', 'c-3', 'CAPTURED'));
  store.insert({ ...payment('f-4', 'c-4', 'VOIDED'), noticeDue: 'PLAYER_CANCELLED' });
  store.insert(payment('f-5', 'c-5', 'VOIDED'));
  reopen();
  expect(store.unsettled().map((one) => one.fundingId)).toEqual(['f-1', 'f-2', 'f-4']);
  expect(store.newest(2).map((one) => one.fundingId)).toEqual(['f-5', 'f-4']);
});

test.each(['AUTHORIZED', 'PENDING', 'CAPTURED'] as const)(
  'a code that has a payment %s cannot have another',
  (state) => {
    store.insert(payment('f-1', 'c-1', state));
    expect(store.insert(payment('f-2', 'c-1', 'AUTHORIZED'))).toBe(false);
    expect(store.usingCode('c-1')?.fundingId).toBe('f-1');
    expect(store.newest(10)).toHaveLength(1);
  },
);

test('a code whose payment was voided is free again', () => {
  store.insert(payment('f-1', 'c-1', 'AUTHORIZED'));
  store.update(payment('f-1', 'c-1', 'VOIDED'));
  expect(store.usingCode('c-1')).toBeNull();
  expect(store.insert(payment('f-2', 'c-1', 'AUTHORIZED'))).toBe(true);
  expect(store.ofCheckout('visit of c-1')?.fundingId).toBe('f-2');
});

test('a key is made once and stays', () => {
  const key = durableKey(database, 'ubai');
  expect(durableKey(database, 'code-token').equals(key)).toBe(false);
  reopen();
  expect(durableKey(database, 'ubai').equals(key)).toBe(true);
});
