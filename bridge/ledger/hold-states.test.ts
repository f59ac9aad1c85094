import { describe, expect, it } from 'vitest';
import { TOLD_STATES, type ToldState } from './capture-states.ts';
import {
  afterHoldTold,
  afterOtherAmount,
  HOLD_STATES,
  holdMayBecome,
  type HoldState,
  type KnownHold,
} from './hold-states.ts';

const STATES = Object.keys(HOLD_STATES) as HoldState[];
const at = (atMs: number, eventId = String(atMs)) => ({ atMs, eventId });
const known = (state: HoldState, toldAt: number | null): KnownHold => ({
  state,
  stamp: toldAt === null ? null : at(toldAt),
});

/** All orders in which some events may come. */
function orders<T>(values: readonly T[]): T[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((first, at) =>
    orders(values.filter((_value, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}

describe('what is told of a hold', () => {
  it('lets what is over stay over, but for one that was never at Trustly as far as was known', () => {
    const comeBack = STATES.filter(
      (from) => HOLD_STATES[from].stage === 'over' && HOLD_STATES[from].next.length > 0,
    );
    expect(comeBack).toEqual(['REFUSED']);
  });

  it('never lets what is held be asked for again', () => {
    const held = STATES.filter((state) => HOLD_STATES[state].stage === 'held');
    const next = held.flatMap((from) => STATES.filter((to) => holdMayBecome(from, to)));
    expect(next.filter((to) => HOLD_STATES[to].stage === 'asked')).toEqual([]);
  });

  it.each<ToldState[]>([
    ['PENDING', 'AUTHORIZED', 'EXPIRED'],
    ['PENDING', 'AUTHORIZED', 'CANCELED'],
    ['NEW', 'PENDING', 'DENIED'],
  ])('in whichever order: %s, %s, %s ends the same', (...told) => {
    for (const order of orders(told.map((status, number) => ({ status, stamp: at(number + 1) })))) {
      const last = [...order, ...order].reduce<KnownHold>(afterHoldTold, known('SENT', null));
      expect(last).toEqual({ state: told.at(-1), stamp: at(told.length) });
    }
  });

  it.each(TOLD_STATES)('%s by an older event changes nothing', (status) => {
    expect(afterHoldTold(known('AUTHORIZED', 10), { status, stamp: at(9) })).toEqual(known('AUTHORIZED', 10));
  });

  it('by an answer holds until the hold is over, whichever clock it has', () => {
    const answer = { status: 'AUTHORIZED', stamp: at(5, '') } as const;
    const over = { status: 'CANCELED', stamp: at(5, '') } as const;
    expect(afterHoldTold(known('AUTHORIZED', 10), over)).toEqual(known('CANCELED', 10));
    expect(afterHoldTold(known('PENDING', 10), answer)).toEqual(known('AUTHORIZED', 10));
    expect(afterHoldTold(known('PENDING', 10), { ...answer, stamp: null })).toEqual(known('AUTHORIZED', 10));
    expect(afterHoldTold(known('CANCELED', 10), answer)).toEqual(known('CANCELED', 10));
  });

  it('by an older event that ends the waiting holds against an answer, whose clock may be another one', () => {
    const pending: KnownHold = { state: 'PENDING', stamp: at(10, '') };
    for (const status of ['AUTHORIZED', 'DENIED'] as const)
      expect(afterHoldTold(pending, { status, stamp: at(9) })).toEqual({ ...pending, state: status });
    expect(afterHoldTold(pending, { status: 'ON_HOLD', stamp: at(9) })).toEqual(pending);
  });

  it('of another amount is never taken for held', () => {
    for (const state of STATES) {
      if (HOLD_STATES[state].stage === 'held') continue;
      for (const status of TOLD_STATES)
        expect(HOLD_STATES[afterOtherAmount(state, status)].stage).not.toBe('held');
    }
    expect(afterOtherAmount('SENT', 'AUTHORIZED')).toBe('PENDING');
    expect(afterOtherAmount('PENDING', 'CANCELED')).toBe('CANCELED');
  });
});
