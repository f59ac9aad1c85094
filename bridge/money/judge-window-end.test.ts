import { describe, expect, it } from 'vitest';
import { TRANSFER_STATUSES } from '../ledger/transfer-states.ts';
import { judgeWindowEnd } from './judge-window-end.ts';

const over = { mayHaveLeft: false, isOver: true, isBusy: false };

describe('a transfer at the end of its funding window', () => {
  it('that has certainly not left fails, and the reason says whether its machine was busy', () => {
    expect(judgeWindowEnd({ ...over, status: 'ORDERED' })).toMatchObject({ code: 'ASSET_OFFLINE' });
    expect(judgeWindowEnd({ ...over, status: 'ORDERED', isBusy: true })).toMatchObject({ code: 'BUSY' });
  });

  it('that may have left never fails by itself [confirmed-only]', () => {
    expect(judgeWindowEnd({ ...over, status: 'ORDERED', mayHaveLeft: true })).toBeNull();
    for (const mayHaveLeft of [true, false])
      expect(judgeWindowEnd({ ...over, status: 'SENT', mayHaveLeft })).toEqual({ becomes: 'UNCONFIRMED' });
  });

  it.each(['UNCONFIRMED', 'CREDITED', 'DEBITED', 'FAILED'] as const)(
    'that is %s stays as it is',
    (status) => {
      expect(judgeWindowEnd({ ...over, status })).toBeNull();
    },
  );

  it('stays as it is before the end', () => {
    for (const status of TRANSFER_STATUSES)
      expect(judgeWindowEnd({ ...over, status, isOver: false })).toBeNull();
  });
});
