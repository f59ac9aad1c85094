import { describe, expect, it } from 'vitest';
import { ERROR_CODES, outcomeOf } from './answer-outcome.ts';

describe('an answer of Trustly', () => {
  it.each([
    [400, [200], 'refused'],
    [400, [210], 'landed'],
    [400, [300], 'locked-out'],
    [400, [326], 'refused'],
    [400, [330], 'refused'],
    [400, [331], 'refused'],
    [400, [378], 'refused'],
    [400, [380], 'refused'],
    [400, [390], 'refused'],
    [401, [375], 'locked-out'],
    [401, [], 'locked-out'],
    [400, [100], 'uncertain'],
    [400, [150], 'uncertain'],
    [400, [397], 'uncertain'],
    [400, [999], 'uncertain'],
    [400, [], 'uncertain'],
    [404, [], 'uncertain'],
    [404, [200], 'refused'],
    [408, [], 'uncertain'],
    [429, [], 'uncertain'],
    [301, [], 'uncertain'],
    [500, [], 'uncertain'],
    [503, [], 'uncertain'],
  ] as const)('%i with codes %j is %s', (status, codes, outcome) => {
    expect(outcomeOf(status, codes).outcome).toBe(outcome);
  });

  it.each(Object.keys(ERROR_CODES).map(Number))('of 500 with error %i proves nothing', (code) => {
    expect(outcomeOf(500, [code]).outcome).toBe('uncertain');
  });

  it('whose errors do not agree proves nothing', () => {
    expect(outcomeOf(400, [326, 210]).outcome).toBe('uncertain');
    expect(outcomeOf(400, [326, 380]).outcome).toBe('refused');
  });
});
