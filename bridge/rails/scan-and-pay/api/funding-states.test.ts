import { describe, expect, it } from 'vitest';
import { FUNDING_STATES, type FundingState } from '../../../ledger/funding-states.ts';
import { FundingStatus } from '../../../money/funding.ts';
import { FUNDING_TABLE } from './funding-states.ts';

describe('the API document', () => {
  it('has a row for each state of a funding', () => {
    const told = new Set(FUNDING_TABLE.flatMap(({ state }) => (state === null ? [] : [state])));
    expect([...told].toSorted()).toEqual(Object.keys(FUNDING_STATES).toSorted());
  });

  it('has no other status than those of the states', () => {
    const told = new Set(Object.values(FUNDING_STATES).map((state) => state.told));
    expect([...told].toSorted()).toEqual(FundingStatus.enum.toSorted());
  });

  const rows = FUNDING_TABLE.filter((row): row is typeof row & { state: FundingState } => row.state !== null);

  it.each(rows)('tells the status of its state of one that is $stands', ({ state, get, post }) => {
    const { told, final } = FUNDING_STATES[state];
    expect(get).toMatch(new RegExp(`^200 ${told}\\b`));
    if (final) expect(post).toMatch(new RegExp(`^(200|422) ${told}\\b`));
  });
});
