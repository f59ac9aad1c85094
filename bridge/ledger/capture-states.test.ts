import { describe, expect, it } from 'vitest';
import {
  afterTold,
  CAPTURE_STATES,
  captureMayBecome,
  type CaptureState,
  type KnownCapture,
  TOLD_STATES,
  type Stamp,
  type ToldState,
} from './capture-states.ts';

const at = (atMs: number, eventId = '1'): Stamp => ({ atMs, eventId });

/** What is told one after the other, each with its time. @returns the last state, and the effects. */
function story(told: readonly (readonly [ToldState, number, string?])[], takesProcessed = false) {
  let known: KnownCapture = { state: 'SENT', stamp: null, wasCaptured: false, wasReversed: false };
  const effects: string[] = [];
  for (const [status, atMs, eventId] of told) {
    const news = afterTold(known, { status, stamp: at(atMs, eventId) }, takesProcessed);
    if (news.effect !== 'nothing') effects.push(news.effect);
    known = {
      state: news.state,
      stamp: news.stamp,
      wasCaptured: known.wasCaptured || news.effect === 'captured',
      wasReversed: known.wasReversed || news.effect === 'reversed',
    };
  }
  return [known.state, ...effects];
}

describe('what becomes of a capture', () => {
  it.each<[string, readonly (readonly [ToldState, number, string?])[], readonly string[]]>([
    [
      'a guaranteed one',
      [
        ['AUTHORIZED', 1],
        ['PROCESSED', 2],
        ['COMPLETED', 3],
      ],
      ['COMPLETED', 'captured'],
    ],
    [
      'the same, told backwards',
      [
        ['COMPLETED', 3],
        ['PROCESSED', 2],
        ['AUTHORIZED', 1],
      ],
      ['COMPLETED', 'captured'],
    ],
    [
      'completed, told by two events',
      [
        ['COMPLETED', 3],
        ['COMPLETED', 4],
      ],
      ['COMPLETED', 'captured'],
    ],
    [
      'denied',
      [
        ['AUTHORIZED', 1],
        ['DENIED', 2],
      ],
      ['DENIED'],
    ],
    [
      'reversed days later',
      [
        ['COMPLETED', 3],
        ['REVERSED', 9],
      ],
      ['REVERSED', 'captured', 'reversed'],
    ],
    [
      'reversed, told before its money',
      [
        ['REVERSED', 9],
        ['COMPLETED', 3],
      ],
      ['REVERSED', 'reversed', 'captured'],
    ],
    [
      'reversed, told by two events',
      [
        ['COMPLETED', 3],
        ['REVERSED', 8],
        ['REVERSED', 9],
      ],
      ['REVERSED', 'captured', 'reversed'],
    ],
    [
      'completed, and failed later',
      [
        ['COMPLETED', 3],
        ['FAILED', 9],
      ],
      ['FAILED', 'captured', 'reversed'],
    ],
    [
      'the same, told backwards: no money is left',
      [
        ['FAILED', 9],
        ['COMPLETED', 3],
      ],
      ['FAILED'],
    ],
    [
      'cancelled, and completed all the same',
      [
        ['CANCELED', 3],
        ['COMPLETED', 4],
      ],
      ['COMPLETED', 'captured'],
    ],
    [
      'completed anew after it was reversed',
      [
        ['COMPLETED', 3],
        ['REVERSED', 5],
        ['COMPLETED', 7],
      ],
      ['COMPLETED', 'captured', 'reversed', 'doubtful'],
    ],
    [
      'refunded',
      [
        ['COMPLETED', 3],
        ['REFUNDED', 5],
      ],
      ['REFUNDED', 'captured', 'refunded'],
    ],
    [
      'refunded, and its money told afterwards',
      [
        ['REFUNDED', 5],
        ['COMPLETED', 3],
      ],
      ['REFUNDED', 'refunded'],
    ],
    [
      'disputed',
      [
        ['COMPLETED', 3],
        ['DISPUTED', 5],
      ],
      ['DISPUTED', 'captured', 'doubtful'],
    ],
    [
      'an event that lags behind an answer',
      [
        ['COMPLETED', 3],
        ['PENDING', 5],
      ],
      ['COMPLETED', 'captured'],
    ],
    [
      'reversed, and refunded as well',
      [
        ['COMPLETED', 3],
        ['REVERSED', 5],
        ['REFUNDED', 7],
      ],
      ['REVERSED', 'captured', 'reversed', 'doubtful'],
    ],
    [
      'at the same time, by the number of the event',
      [
        ['COMPLETED', 3, '10'],
        ['PROCESSED', 3, '9'],
      ],
      ['COMPLETED', 'captured'],
    ],
    ['processed only, which is no money', [['PROCESSED', 2]], ['PROCESSED']],
  ])('%s', (_what, told, expected) => {
    expect(story(told)).toEqual(expected);
  });

  it('that is processed is money where the casino takes it so, once', () => {
    expect(
      story(
        [
          ['PROCESSED', 2],
          ['COMPLETED', 3],
        ],
        true,
      ),
    ).toEqual(['COMPLETED', 'captured']);
    expect(
      story(
        [
          ['COMPLETED', 3],
          ['PROCESSED', 2],
        ],
        true,
      ),
    ).toEqual(['COMPLETED', 'captured']);
    expect(
      story(
        [
          ['PROCESSED', 2],
          ['DENIED', 3],
        ],
        true,
      ),
    ).toEqual(['DENIED', 'captured', 'reversed']);
  });

  it.each([
    ['an answer of the same millisecond', 3, ''],
    ['an event of the same millisecond', 3, '7'],
    ['an event of a clock that is ahead', 9, '7'],
  ])('goes on by an answer, where what is known is of %s', (_what, atMs, eventId) => {
    const stamp = { atMs, eventId };
    const known: KnownCapture = { state: 'PENDING', stamp, wasCaptured: false, wasReversed: false };
    const answer = { atMs: 3, eventId: '' };
    expect(afterTold(known, { status: 'COMPLETED', stamp: answer }, false)).toEqual({
      state: 'COMPLETED',
      stamp,
      effect: 'captured',
    });
    expect(afterTold(known, { status: 'FAILED', stamp: answer }, false)).toMatchObject({ state: 'FAILED' });
    const over: KnownCapture = { ...known, state: 'CANCELED' };
    expect(afterTold(over, { status: 'PENDING', stamp: answer }, false)).toEqual({
      state: 'CANCELED',
      stamp,
      effect: 'nothing',
    });
  });

  it('is over when its money is told of, whatever the time of what it was before', () => {
    expect(
      story([
        ['PENDING', 9],
        ['COMPLETED', 3],
      ]),
    ).toEqual(['COMPLETED', 'captured']);
    expect(
      story([
        ['PENDING', 9],
        ['COMPLETED', 3],
        ['REVERSED', 12],
      ]),
    ).toEqual(['REVERSED', 'captured', 'reversed']);
  });

  it('follows an answer without a time only as far as the table goes', () => {
    const known: KnownCapture = { state: 'COMPLETED', stamp: at(3), wasCaptured: true, wasReversed: false };
    expect(afterTold(known, { status: 'PENDING', stamp: null }, false)).toEqual({
      state: 'COMPLETED',
      stamp: at(3),
      effect: 'nothing',
    });
    expect(afterTold(known, { status: 'REVERSED', stamp: null }, false)).toMatchObject({
      state: 'REVERSED',
      effect: 'reversed',
    });
  });
});

describe('whatever is told, in whatever order,', () => {
  const orders = TOLD_STATES.flatMap((a) =>
    TOLD_STATES.flatMap((b) => TOLD_STATES.map((c) => [a, b, c] as const)),
  );
  it('money is told of at most once, and so is its way back', () => {
    for (const [a, b, c] of orders) {
      for (const times of [
        [1, 2, 3],
        [3, 2, 1],
        [2, 3, 1],
      ] as const) {
        const effects = story([
          [a, times[0]],
          [b, times[1]],
          [c, times[2]],
        ]);
        expect(effects.filter((effect) => effect === 'captured').length).toBeLessThanOrEqual(1);
        expect(effects.filter((effect) => effect === 'reversed').length).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('the table', () => {
  const states = Object.keys(CAPTURE_STATES) as CaptureState[];
  it('lets an attempt that is certainly over become nothing but money', () => {
    for (const from of states.filter((state) => CAPTURE_STATES[state].page === 'DECLINED')) {
      for (const to of states.filter((state) => captureMayBecome(from, state)))
        expect(CAPTURE_STATES[to].money, `${from} ${to}`).not.toBe('not taken');
    }
  });

  it('never goes back to what was before the first byte', () => {
    expect(states.filter((state) => captureMayBecome(state, 'ORDERED'))).toEqual([]);
    expect(states.filter((state) => captureMayBecome(state, 'SENT'))).toEqual(['ORDERED']);
  });
});
