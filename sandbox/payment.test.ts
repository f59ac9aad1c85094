import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterAnswer, FUNDING_WINDOW_MS, nextCall, type Answer, type Payment } from './payment.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });

const authorized: Payment = {
  fundingId: 'f-1',
  codeId: 'c-1',
  checkoutId: 'v-1',
  asset: 'EGM-0042',
  merchantId: '123456789',
  gameName: null,
  playerId: null,
  amount: usd(2000),
  ubai: 'u-1',
  account: 'Demo Bank, Checking ••••1234',
  state: 'AUTHORIZED',
  attempts: 0,
  doubtful: false,
  captured: null,
  code: null,
  remaining: null,
  noticeDue: null,
  createdAt: 0,
  updatedAt: 0,
};

/** As the payment agent does: counts the call, then takes in the answer. */
function exchange(payment: Payment, answer: Answer, nowMs = 0): Payment {
  const call = nextCall(payment, nowMs);
  return afterAnswer({ ...payment, attempts: payment.attempts + 1 }, call, answer);
}

const answers = fc.oneof(
  fc.constant<Answer>({ kind: 'credited', amount: usd(2000) }),
  fc.constant<Answer>({ kind: 'declined', code: 'LIMIT_REACHED', remaining: usd(500) }),
  fc.constant<Answer>({ kind: 'unconfirmed' }),
  fc.constant<Answer>({ kind: 'refused', code: 'MALFORMED' }),
  fc.constant<Answer>({ kind: 'notFound', code: 'NOT_FOUND' }),
  fc.constant<Answer>({ kind: 'unknown', detail: 'no answer' }),
);

describe('a payment', () => {
  test('captures what the machine confirmed, which may be less than approved', () => {
    const settled = exchange(authorized, { kind: 'credited', amount: usd(1500) });
    expect(settled).toMatchObject({ state: 'CAPTURED', captured: usd(1500) });
    expect(nextCall(settled, 0)).toEqual({ kind: 'none' });
  });

  test('is voided when the bridge declines it, with what is left today', () => {
    const settled = exchange(authorized, { kind: 'declined', code: 'LIMIT_REACHED', remaining: usd(500) });
    expect(settled).toMatchObject({ state: 'VOIDED', code: 'LIMIT_REACHED', remaining: usd(500) });
  });

  test('that could not be asked for in time is told as too late, not as cancelled by anybody', () => {
    const late = { ...authorized, attempts: 3 };
    const answer: Answer = { kind: 'declined', code: 'CANCELLED', remaining: null };
    expect(exchange(late, answer, FUNDING_WINDOW_MS + 1)).toMatchObject({ state: 'VOIDED', code: 'EXPIRED' });
  });

  test('is asked for again with the same id after no answer', () => {
    const after = exchange(authorized, { kind: 'unknown', detail: 'connection lost' });
    expect(after.fundingId).toBe(authorized.fundingId);
    expect(nextCall(after, 1_000)).toEqual({ kind: 'fund' });
  });

  test('is never asked for again once it is unconfirmed, only asked about [confirmed-only]', () => {
    const pending = exchange(authorized, { kind: 'unconfirmed' });
    expect(nextCall(pending, 10 * FUNDING_WINDOW_MS)).toEqual({ kind: 'ask' });
  });

  test('is asked for again with the same id when the bridge has recorded no such funding [exactly-once]', () => {
    const pending = exchange(authorized, { kind: 'unconfirmed' });
    const unrecorded = exchange(pending, { kind: 'notFound', code: 'NOT_FOUND' });
    expect(unrecorded.fundingId).toBe(authorized.fundingId);
    expect(nextCall(unrecorded, FUNDING_WINDOW_MS)).toEqual({ kind: 'fund' });
  });

  test('that was never recorded is taken back when the player has left', () => {
    const pending = exchange(authorized, { kind: 'unconfirmed' });
    const unrecorded = exchange(pending, { kind: 'notFound', code: 'NOT_FOUND' });
    expect(nextCall(unrecorded, FUNDING_WINDOW_MS + 1)).toEqual({ kind: 'cancel', reason: 'EXPIRED' });
  });

  test('stays open on any other 4xx to a question [confirmed-only]', () => {
    const pending = exchange(authorized, { kind: 'unconfirmed' });
    expect(exchange(pending, { kind: 'refused', code: 'UNAUTHORIZED' }).state).toBe('PENDING');
  });

  test('is voided by a 4xx to its first call', () => {
    expect(exchange(authorized, { kind: 'refused', code: 'UNKNOWN_ASSET' })).toMatchObject({
      state: 'VOIDED',
      code: 'UNKNOWN_ASSET',
    });
  });

  test('is not voided by a 4xx when an earlier call may have been heard, but taken back for certainty', () => {
    const unheard = exchange(authorized, { kind: 'unknown', detail: 'time-out' });
    const doubtful = exchange(unheard, { kind: 'refused', code: 'MALFORMED' });
    expect(doubtful.state).toBe('AUTHORIZED');
    expect(nextCall(doubtful, 0)).toEqual({ kind: 'cancel', reason: 'EXPIRED' });
  });

  test('that came too late for the cancel is captured all the same', () => {
    const late = exchange(authorized, { kind: 'unknown', detail: 'time-out' });
    expect(nextCall(late, FUNDING_WINDOW_MS + 1)).toEqual({ kind: 'cancel', reason: 'EXPIRED' });
    const settled = exchange(late, { kind: 'credited', amount: usd(2000) }, FUNDING_WINDOW_MS + 1);
    expect(settled.state).toBe('CAPTURED');
  });

  test('given up by the player is only told to the bridge, once', () => {
    const cancelled: Payment = {
      ...authorized,
      state: 'VOIDED',
      code: 'PLAYER_CANCELLED',
      noticeDue: 'PLAYER_CANCELLED',
    };
    expect(nextCall(cancelled, 0)).toEqual({ kind: 'cancel', reason: 'PLAYER_CANCELLED' });
    const told = exchange(cancelled, { kind: 'declined', code: 'CANCELLED', remaining: null });
    expect(told).toMatchObject({ state: 'VOIDED', code: 'PLAYER_CANCELLED', noticeDue: null });
    expect(nextCall(told, 0)).toEqual({ kind: 'none' });
  });

  test("is voided only by the bridge's word or by a 4xx to a first call, whatever the order of answers [confirmed-only]", () => {
    fc.assert(
      fc.property(fc.array(answers, { maxLength: 12 }), fc.nat({ max: 200_000 }), (sequence, nowMs) => {
        let payment = authorized;
        for (const [index, answer] of sequence.entries()) {
          const before = payment;
          payment = exchange(payment, answer, nowMs);
          if (before.state !== 'AUTHORIZED' && before.state !== 'PENDING') {
            expect(payment.state).toBe(before.state);
          } else if (payment.state === 'VOIDED') {
            const refused = answer.kind === 'refused' || answer.kind === 'notFound';
            expect(answer.kind === 'declined' || (refused && index === 0)).toBe(true);
          } else if (payment.state === 'CAPTURED') {
            expect(answer.kind).toBe('credited');
          } else if (before.state === 'PENDING') {
            expect(payment.state).toBe(answer.kind === 'notFound' ? 'AUTHORIZED' : 'PENDING');
          }
        }
      }),
    );
  });
});
