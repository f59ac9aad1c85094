import { expect, test } from 'vitest';
import { SplitTokens } from './split-tokens.ts';
import type { Transaction } from './transaction.ts';

const tokens = new SplitTokens(Buffer.alloc(32, 3));
const lifetime = { splitTokenLifetimeMs: 1_000 };

function authorization(changed: { serial?: number; tokenExpired?: boolean } = {}): Transaction {
  return {
    transactionId: '178000000000001',
    splitToken: { serial: changed.serial ?? 1, issuedAt: 0 },
    account: { tokenExpired: changed.tokenExpired ?? false },
  } as unknown as Transaction;
}

test('a token is good for its authorization until its time is over, another replaces it, or the bank says so', () => {
  const token = tokens.issue('178000000000001', 1);
  expect(tokens.problem(token, authorization(), 999, lifetime)).toBeNull();
  expect(tokens.problem(token, authorization(), 1_000, lifetime)).toBe('SW057');
  expect(tokens.problem(token, authorization({ serial: 2 }), 0, lifetime)).toBe('SW057');
  expect(tokens.problem(token, authorization({ tokenExpired: true }), 0, lifetime)).toBe('SW057');
});

test('a token of another authorization, or a damaged one, is invalid; what is no token at all is another error', () => {
  const token = tokens.issue('178000000000001', 1);
  const damaged = Buffer.from(token, 'base64');
  damaged.writeUInt8(damaged.readUInt8(20) ^ 1, 20);
  expect(tokens.problem(tokens.issue('178000000000002', 1), authorization(), 0, lifetime)).toBe('SW051');
  expect(tokens.problem(damaged.toString('base64'), authorization(), 0, lifetime)).toBe('SW051');
  expect(tokens.problem('no token', authorization(), 0, lifetime)).toBe('NOT_A_TOKEN');
});
