import { describe, expect, it } from 'vitest';
import type { FundingFacts } from '../ledger/funding-facts.ts';
import type { Allowance, LimitedDay } from '../protection/player-limits.ts';
import { judgeFunding } from './judge-funding.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const today: LimitedDay = { now: new Date(), gamingDay: '2026-05-01', currency: 'USD' };
const rules = { merchantId: 'm', currency: 'USD', minAmount: usd(100), maxAmount: usd(100_000) };

const allowed = (minor: number) => ({
  allowance: (): Allowance => ({
    limit: usd(minor),
    used: usd(0),
    remaining: usd(minor),
    resetsAt: new Date(),
  }),
});

const facts = (isExcluded: boolean, waiting = 0): FundingFacts => ({
  machine: {
    asset: 'EGM-1',
    enabled: true,
    questions: 0,
    link: {
      heldBy: 'bridge',
      board: { serial: 'VC-1', memoryId: '0a1b2c3d' },
      cabinet: {
        connection: 'ready',
        conditions: [],
        currency: 'USD',
        maxTransfer: 100_000,
        denomination: 100,
      },
    },
  } as unknown as FundingFacts['machine'],
  backlog: { open: waiting, unconfirmed: 0, waiting },
  used: 0,
  own: null,
  isExcluded,
});

const judge = (of: FundingFacts, { minor = 2_000, remaining = 100_000 } = {}) =>
  judgeFunding({ asset: 'EGM-1', amount: usd(minor), merchantId: 'm' }, of, {
    rules,
    limits: allowed(remaining),
    today,
  });

describe('a funding of somebody who is excluded [excluded-stays-out]', () => {
  it('is declined, whatever the limit leaves, and before anything that would pass', () => {
    expect(judge(facts(false))).toMatchObject({ kind: 'order' });
    for (const excluded of [judge(facts(true)), judge(facts(true, 8)), judge(facts(true), { remaining: 0 })])
      expect(excluded).toMatchObject({ kind: 'decline', decline: { code: 'PLAYER_EXCLUDED' } });
  });

  it('tells nothing of the limit', () => {
    expect(judge(facts(true), { remaining: 0 })).not.toHaveProperty('decline.limit');
    expect(judge(facts(false), { remaining: 0 })).toMatchObject({ decline: { code: 'LIMIT_REACHED' } });
  });
});
