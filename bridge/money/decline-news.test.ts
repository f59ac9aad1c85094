import { describe, expect, it } from 'vitest';
import type { FundingRecord } from '../ledger/fundings.ts';
import { cancelSentence } from './cancellation.ts';
import { declineNotice } from './decline-news.ts';

const base = {
  fundingId: 'f-1',
  asset: 'EGM-1',
  merchantId: 'm-1',
  amount: { minor: 2000, currency: 'USD' },
  requestDigest: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};
const told = (state: FundingRecord['state']): string | undefined =>
  declineNotice({ ...base, state })?.message.reason;

describe('the glass, of a funding that was cancelled,', () => {
  it.each([
    ['PLAYER_CANCELLED', 'CANCELLED'],
    ['BANK_REFUSED', 'REFUSED_BY_BANK'],
    ['EXPIRED', 'EXPIRED'],
  ] as const)('tells %s as %s, before it was heard of and while it waited', (reason, onGlass) => {
    const message = cancelSentence(reason);
    const code = 'CANCELLED';
    expect(told({ status: 'DECLINED', code, message, limit: null })).toBe(onGlass);
    expect(told({ status: 'FAILED', transferId: '000001-0000000001', code, message })).toBe(onGlass);
  });

  it('never says that the player cancelled what the machine did', () => {
    const message = 'The transfer was cancelled at the machine before it began.';
    const state = { status: 'FAILED', transferId: '000001-0000000001', code: 'CANCELLED', message } as const;
    expect(told(state)).toBeUndefined();
  });
});
