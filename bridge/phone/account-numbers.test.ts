import { expect, it } from 'vitest';
import { readNumbers, type TypedNumbers } from './account-numbers.ts';

const TYPED: TypedNumbers = {
  holder: ' Dana  Demo ',
  routing: '0210 0002-1',
  number: '123 456 789',
  kind: 'checking',
};

it('the numbers of an account are taken as a check has them', () => {
  expect(readNumbers(TYPED)).toEqual({
    nameOnAccount: 'Dana Demo',
    routingNumber: '021000021',
    accountNumber: '123456789',
    kind: 'checking',
  });
});

it.each([
  ['holder', ''],
  ['holder', 'D'.repeat(101)],
  ['holder', 'Dana\u0000'],
  ['routing', ''],
  ['routing', '02100002'],
  ['routing', '021000022'],
  ['routing', '000000000'],
  ['routing', '٠٢١٠٠٠٠٢١'],
  ['number', '123'],
  ['number', '1'.repeat(18)],
  ['number', '12345678a'],
  ['kind', ''],
  ['kind', 'business'],
] as const)('a wrong field is told by its name: %s %j', (field, value) => {
  expect(readNumbers({ ...TYPED, [field]: value })).toBe(field);
});
