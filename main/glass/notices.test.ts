import { describe, expect, it } from 'vitest';
import { noticeOfDecline, noticeOfNote, noticeOfTransfer } from './notices.ts';

const twenty = { minor: 2000, currency: 'USD' };
const fifteen = { minor: 1500, currency: 'USD' };

describe('the player is told [where-the-money-is]', () => {
  it('what was added, and that it is less than was asked for', () => {
    expect(noticeOfTransfer(twenty, { outcome: 'credited', amount: fifteen })).toEqual({
      kind: 'added',
      amount: fifteen,
      requested: twenty,
    });
  });

  it('why nothing was added', () => {
    expect(noticeOfTransfer(twenty, { outcome: 'refused', reason: 'NOT_PLAYABLE' })).toEqual({
      kind: 'declined',
      reason: 'MACHINE_NOT_READY',
      amount: twenty,
    });
    expect(noticeOfTransfer(twenty, { outcome: 'refused', reason: 'OVER_MACHINE_LIMIT' })).toMatchObject({
      reason: 'AMOUNT_NOT_ALLOWED',
    });
  });

  it('nothing of an id that no order came for', () => {
    expect(noticeOfTransfer(null, { outcome: 'refused', reason: 'CANCELLED' })).toBeNull();
  });

  it('what may still be added today', () => {
    const declined = { type: 'funding.declined', reason: 'LIMIT_REACHED', amount: twenty } as const;
    expect(noticeOfDecline({ ...declined, remaining: fifteen })).toEqual({
      kind: 'declined',
      reason: 'LIMIT_REACHED',
      amount: twenty,
      remaining: fifteen,
    });
    expect(noticeOfDecline(declined)).not.toHaveProperty('remaining');
  });

  it('what became of a note', () => {
    const note = { eventId: 1, minor: 500, currency: 'USD' } as const;
    expect(noticeOfNote({ ...note, kind: 'STACKED' })).toMatchObject({ outcome: 'accepted' });
    expect(noticeOfNote({ ...note, kind: 'RETURNED' })).toMatchObject({ outcome: 'returned' });
    expect(noticeOfNote({ ...note, kind: 'CHEATED' })).toBeNull();
  });
});
