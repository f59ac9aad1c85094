import { describe, expect, it } from 'vitest';
import { initialCodeState, stepCode, wakeAt, type CodeEvent, type CodeState } from './life.ts';

const policy = { rotateBeforeExpiryMs: 10_000, answerWithinMs: 6_000 };

/** Plays events at their times and keeps what the machine asked for. */
function play(...script: [now: number, event: CodeEvent][]): { state: CodeState; asked: string[] } {
  let state = initialCodeState;
  const asked: string[] = [];
  for (const [now, event] of script) {
    const step = stepCode(state, event, { now, random: 0 }, policy);
    state = step.state;
    for (const effect of step.effects) asked.push(`${now} ${effect.purpose} ${effect.requestId}`);
  }
  return { state, asked };
}

const wanted = { type: 'wanted', wanted: true } as const;
const unwanted = { type: 'wanted', wanted: false } as const;
const playerChanged = { type: 'playerChanged' } as const;
const tick = { type: 'tick' } as const;
const issued = (requestId: number, lifetimeMs = 60_000) =>
  ({ type: 'issued', requestId, url: `https://code/${requestId}`, lifetimeMs }) as const;
const failed = (requestId: number, reason: 'CODE_SOURCE_UNREACHABLE' | 'CODE_SOURCE_REFUSED_CREDENTIALS') =>
  ({ type: 'failed', requestId, reason, retryAfterMs: 0 }) as const;

describe('the life of a code', () => {
  it('begins when a scan could lead to a credit', () => {
    expect(play([0, tick]).asked).toEqual([]);
    expect(play([0, wanted]).asked).toEqual(['0 first 1']);
  });

  it('shows the url verbatim [verbatim-code]', () => {
    expect(play([0, wanted], [400, issued(1)]).state.shown?.url).toBe('https://code/1');
  });

  it('takes the transit of the link off its life, and all of the wait where the link may have stalled [live-codes-only]', () => {
    expect(play([0, wanted], [400, issued(1)]).state.shown?.expiresAt).toBe(59_900);
    expect(play([0, wanted], [4_000, issued(1)]).state.shown?.expiresAt).toBe(60_000);
  });

  it('asks for the next one ten seconds before expiry and keeps the old one till it comes [rotated-in-time]', () => {
    const asked = play([0, wanted], [500, issued(1)], [49_999, tick], [50_000, tick]);
    expect(asked.asked).toEqual(['0 first 1', '50000 rotation 2']);
    expect(asked.state.shown?.requestId).toBe(1);
    const replaced = play([0, wanted], [500, issued(1)], [50_000, tick], [50_300, issued(2)]);
    expect(replaced.state.shown?.url).toBe('https://code/2');
  });

  it('drops the code at its expiry when no other one came [live-codes-only]', () => {
    const script: [number, CodeEvent][] = [
      [0, wanted],
      [500, issued(1)],
      [50_000, tick],
    ];
    expect(play(...script, [59_999, tick]).state.shown).not.toBeNull();
    expect(play(...script, [60_000, tick]).state.shown).toBeNull();
  });

  it('drops the code as soon as a scan could not lead to a credit, and takes no late one [live-codes-only]', () => {
    const { state } = play(
      [0, wanted],
      [500, issued(1)],
      [50_000, tick],
      [50_010, unwanted],
      [50_020, issued(2)],
    );
    expect(state.shown).toBeNull();
  });

  it('replaces a code that led to a credit at once [used-is-gone]', () => {
    const { state, asked } = play([0, wanted], [500, issued(1)], [5_000, { type: 'credited' }]);
    expect(asked).toEqual(['0 first 1', '5000 replacement 2']);
    expect(state.shown).toBeNull();
  });

  it('takes the code on its way as the replacement', () => {
    const { state, asked } = play(
      [0, wanted],
      [500, issued(1)],
      [50_000, tick],
      [50_100, { type: 'credited' }],
      [50_200, issued(2)],
    );
    expect(asked).toEqual(['0 first 1', '50000 rotation 2']);
    expect(state.shown?.url).toBe('https://code/2');
  });

  it("drops one player's code at once for another player, and asks for the next", () => {
    const { state, asked } = play([0, wanted], [500, issued(1)], [5_000, playerChanged]);
    expect(state.shown).toBeNull();
    expect(asked).toEqual(['0 first 1', '5000 replacement 2']);
  });

  it("does not take one player's code on its way for another player, however late it comes", () => {
    const script: [number, CodeEvent][] = [
      [0, wanted],
      [500, issued(1)],
      [50_000, tick],
      [50_100, playerChanged],
      [50_200, issued(2)],
      [51_000, tick],
    ];
    const before = play(...script);
    expect(before.state.shown).toBeNull();
    expect(before.asked).toEqual(['0 first 1', '50000 rotation 2', '51000 replacement 3']);
    expect(play(...script, [51_300, issued(3)], [51_400, issued(2)]).state.shown?.url).toBe('https://code/3');
  });

  it('does not hammer when our credentials are refused and players come and go', () => {
    const { asked } = play(
      [0, wanted],
      [100, failed(1, 'CODE_SOURCE_REFUSED_CREDENTIALS')],
      [5_000, playerChanged],
      [10_000, playerChanged],
      [15_100, tick],
    );
    expect(asked).toEqual(['0 first 1', '15100 first 2']);
  });

  it('asks for no code that nobody could use because a player came', () => {
    expect(play([0, playerChanged], [1_000, tick]).asked).toEqual([]);
  });

  it('tries again within the time that is left', () => {
    const { asked } = play(
      [0, wanted],
      [500, issued(1)],
      [50_000, tick],
      [50_100, failed(2, 'CODE_SOURCE_UNREACHABLE')],
      [50_600, tick],
      [50_700, failed(3, 'CODE_SOURCE_UNREACHABLE')],
      [51_700, tick],
    );
    expect(asked).toEqual(['0 first 1', '50000 rotation 2', '50600 rotation 3', '51700 rotation 4']);
  });

  it('does not hammer when our credentials are refused, not even when a door opens and shuts', () => {
    const { asked } = play(
      [0, wanted],
      [100, failed(1, 'CODE_SOURCE_REFUSED_CREDENTIALS')],
      [5_000, unwanted],
      [6_000, wanted],
      [15_099, tick],
      [15_100, tick],
    );
    expect(asked).toEqual(['0 first 1', '15100 first 2']);
  });

  it('asks sooner where a new link may lead to a bridge that was set right', () => {
    const { asked } = play(
      [0, wanted],
      [100, failed(1, 'CODE_SOURCE_REFUSED_CREDENTIALS')],
      [5_000, { type: 'linked' }],
    );
    expect(asked).toEqual(['0 first 1', '5000 first 2']);
  });

  it('waits as long as the bridge says', () => {
    const { state } = play(
      [0, wanted],
      [0, { type: 'failed', requestId: 1, reason: 'BUSY', retryAfterMs: 7_000 }],
    );
    expect(wakeAt(state, policy)).toBe(7_000);
  });

  it('asks again when nobody answers, and still takes the late answer', () => {
    const { state, asked } = play([0, wanted], [6_000, tick], [6_500, tick], [6_600, issued(1)]);
    expect(asked).toEqual(['0 first 1', '6500 first 2']);
    expect(state.shown?.url).toBe('https://code/1');
  });

  it('never lets an older code take the place of a newer one [verbatim-code]', () => {
    const { state } = play([0, wanted], [6_000, tick], [6_500, tick], [6_600, issued(2)], [6_700, issued(1)]);
    expect(state.shown?.url).toBe('https://code/2');
  });

  it('shows no code that expired on its way', () => {
    const { state } = play([0, wanted], [3_000, issued(1, 2_000)]);
    expect(state.shown).toBeNull();
  });

  it('tells a code that had expired from no answer, and asks again soon [plain-words]', () => {
    const { state, asked } = play([0, wanted], [1_000, issued(1, 0)], [1_500, tick]);
    expect(state.trouble).toBe('CODE_SOURCE_ANSWER_INVALID');
    expect(asked).toEqual(['0 first 1', '1500 first 2']);
  });

  it('asks for the next one at half the life of a code that lives less than twenty seconds [rotated-in-time]', () => {
    expect(play([0, wanted], [0, issued(1, 12_000)], [5_499, tick], [5_500, tick]).asked).toEqual([
      '0 first 1',
      '5500 rotation 2',
    ]);
  });

  it('trusts no code across a suspend of the machine', () => {
    const { state, asked } = play([0, wanted], [500, issued(1)], [1_000, { type: 'resumed' }]);
    expect(state.shown).toBeNull();
    expect(asked).toEqual(['0 first 1', '1000 first 2']);
  });
});
