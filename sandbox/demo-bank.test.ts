import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BANKS, DemoBank, type BankAccount } from './demo-bank.ts';

const key = Buffer.alloc(32, 7);
const bank = new DemoBank(key);
const [demo] = BANKS;

function accounts(userName: string, passPhrase = 'demo', from = bank): readonly BankAccount[] {
  const { result } = from.login(demo, userName, passPhrase);
  return 'accounts' in result ? result.accounts : [];
}

test('a bank account has one identifier at every visit and after a restart, opaque and at most 40 characters', () => {
  const [checking, savings] = accounts('player');
  expect(accounts('Player', 'other phrase', new DemoBank(key))[0]?.ubai).toBe(checking?.ubai);
  expect(savings?.ubai).not.toBe(checking?.ubai);
  expect(checking?.ubai).toMatch(/^[\w-]{20,40}$/);
});

test('another user name, or the same at another bank, is another account', () => {
  const ubais = new Set([accounts('player')[0]?.ubai, accounts('someone')[0]?.ubai]);
  for (const other of BANKS.slice(1)) {
    const { result } = bank.login(other, 'player', 'demo');
    if ('accounts' in result) ubais.add(result.accounts[0]?.ubai);
  }
  expect(ubais.size).toBe(4);
});

test.each([
  ['LoginError', 'WRONG_CREDENTIALS'],
  ['AccountLocked', 'ACCOUNT_LOCKED'],
  ['Unavailable', 'UNAVAILABLE'],
  ['NoEligibleAccounts', 'NO_ACCOUNTS'],
])('the pass phrase %s is refused as %s', (passPhrase, refused) => {
  expect(bank.login(demo, 'player', passPhrase).result).toEqual({ refused });
});

test('a pass phrase sets the balance', () => {
  expect(accounts('player', 'NotEnoughFunds').map((one) => one.balance.minor)).toEqual([0]);
  expect(accounts('player', 'Balance75').map((one) => one.balance.minor)).toEqual([7_500]);
});

test('the user Sleep makes the bank slow, for half a minute at most', () => {
  expect(bank.login(demo, 'Sleep', '4').delayMs).toBe(4_000);
  expect(bank.login(demo, 'Sleep', '600').delayMs).toBe(30_000);
  expect(bank.login(demo, 'player', '4').delayMs).toBe(0);
});

test('every pass phrase of docs/sandbox.md does something of its own', () => {
  const document = readFileSync(path.join(import.meta.dirname, '../docs/sandbox.md'), 'utf8');
  const section = document.split('## Demo Bank')[1]?.split('\n## ')[0] ?? '';
  const phrases = [...section.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1] ?? '');
  const results = phrases.map((phrase) => JSON.stringify(bank.login(demo, 'player', phrase).result));
  expect(phrases.length).toBeGreaterThan(5);
  expect(results).not.toContain(JSON.stringify(bank.login(demo, 'player', 'anything').result));
  expect(new Set(results).size).toBe(phrases.length);
});
