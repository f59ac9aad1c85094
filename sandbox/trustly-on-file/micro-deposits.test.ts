import { expect, test } from 'vitest';
import { newDeposit, tryCode } from './micro-deposits.ts';

/** A Friday. */
const NOW = Date.UTC(2026, 4, 1, 12);
const DAY_MS = 86_400_000;

test('the code of a deposit is taken when it has arrived: at once, or after two banking days', () => {
  const instant = newDeposit('instant', NOW);
  expect(instant.code).toMatch(/^[A-Z]{3}$/);
  expect(tryCode(instant, ` ${instant.code.toLowerCase()} `, NOW).problem).toBeNull();
  const legacy = newDeposit('legacy', NOW);
  expect(tryCode(legacy, legacy.code, NOW + 3 * DAY_MS).problem).toBe('NOT_ARRIVED');
  expect(tryCode(legacy, legacy.code, NOW + 4 * DAY_MS).problem).toBeNull();
});

test('after three wrong codes the right one is not taken either', () => {
  let deposit = newDeposit('instant', NOW);
  const problems = ['1', '2', '3'].map((typed) => {
    const tried = tryCode(deposit, typed, NOW);
    deposit = tried.deposit;
    return tried.problem;
  });
  expect(problems).toEqual(['WRONG_CODE', 'WRONG_CODE', 'NO_MORE_CODES']);
  expect(tryCode(deposit, deposit.code, NOW).problem).toBe('NO_MORE_CODES');
});
