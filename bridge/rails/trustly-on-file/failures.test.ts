import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { adverseAction } from './adverse-action.ts';
import { FAILURES, failureOf, failureOfHeld } from './failures.ts';

describe('a failure', () => {
  it.each([
    ['SW057', 326, 'SPLIT_TOKEN_EXPIRED', 'refresh'],
    ['SW051', 380, 'SPLIT_TOKEN_INVALID', 'refresh'],
    ['SW056', 330, 'ACCOUNT_INVALID', 'forget'],
    ['SW054', 390, 'SUSPECTED_FRAUD', 'forget'],
    ['SW055', 390, 'NEGATIVE_DATA', 'forget'],
    ['SW052', 378, 'BANK_ERROR', 'try-again'],
    ['SW021', 331, 'NOT_ENOUGH_BALANCE', 'other-account'],
  ] as const)('%s, error %i, is %s: %s', (status, code, row, action) => {
    expect(failureOf(status, code)).toBe(row);
    expect(failureOf(status, null)).toBe(row);
    expect(FAILURES[row].action).toBe(action);
  });

  it.each([
    [326, 'SPLIT_TOKEN_EXPIRED'],
    [330, 'ACCOUNT_INVALID'],
    [331, 'NOT_ENOUGH_BALANCE'],
    [378, 'BANK_ERROR'],
    [380, 'SPLIT_TOKEN_INVALID'],
    [390, 'SUSPECTED_FRAUD'],
  ] as const)('with error %i alone is %s', (code, row) => {
    expect(failureOf(null, code)).toBe(row);
  });

  it.each([
    [null, null],
    ['SW099', null],
    ['R01', 999],
  ])('that is not listed (%s, %s) offers another account', (status, code) => {
    expect(failureOf(status, code)).toBe('OTHER');
  });

  it.each([
    ['SW053', 378, 'try-again'],
    ['SW060', 378, 'try-again'],
    ['SW059', 390, 'other-account'],
    ['SW099', 390, 'other-account'],
    ['SW099', 330, 'other-account'],
    ['SW099', 326, 'refresh'],
  ] as const)(
    '%s, error %i, which are not in the table of failures, forgets no account: %s',
    (status, code, action) => {
      expect(FAILURES[failureOf(status, code)].action).toBe(action);
    },
  );

  it('of a capture of what was held says nothing of the account with error 330 alone: the hold may be void', () => {
    expect(failureOfHeld(null, 330)).toBeNull();
    expect(failureOfHeld('SW056', 330)).toBe('ACCOUNT_INVALID');
    expect(failureOfHeld(null, 331)).toBe('NOT_ENOUGH_BALANCE');
  });

  it('is worded in every language of the glass, or the page of the bank comes next', () => {
    for (const { words, action } of Object.values(FAILURES)) {
      expect(words === null).toBe(action === 'refresh');
      for (const text of Object.values(words ?? {})) expect(text.length).toBeGreaterThan(10);
    }
  });
});

describe('the text that the law asks for', () => {
  it('is the one of the law, word for word', () => {
    const text = adverseAction('{{ thirdPartyDeclineCode }}').join('\n');
    expect(createHash('sha256').update(text).digest('hex')).toBe(
      '1c4506a3e137a541b0c92226b77d6ce3f2c398a7e20dc286bd48a7cced255bba',
    );
  });

  it('names the reference as it is, whatever is in it', () => {
    expect(adverseAction('A$&1')[3]).toBe(
      'The toll-free number is 1-800-366-2425. Please reference A$&1 when you call.',
    );
  });
});
