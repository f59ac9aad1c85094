import * as fc from 'fast-check';
import type { WorldCommand } from './world.ts';

const which = fc.nat({ max: 5 });
const transitMs = fc.oneof(
  fc.nat({ max: 400 }),
  fc.nat({ max: 400 }),
  fc.nat({ max: 400 }),
  fc.nat({ max: 40_000 }),
);

/** What can happen to a code, in a mixture in which most things go well for a while. */
export const worldCommand: fc.Arbitrary<WorldCommand> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('pass'),
      ms: fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 10_000 }), fc.nat({ max: 90_000 })),
      timerLateMs: fc.oneof(fc.constant(0), fc.constant(0), fc.nat({ max: 2_000 })),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('issue'),
      which,
      lifetimeMs: fc.oneof(fc.nat({ max: 1_000 }), fc.nat({ max: 30_000 }), fc.nat({ max: 300_000 })),
      transitMs,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fail'),
      which,
      reason: fc.constantFrom(
        'CODE_SOURCE_UNREACHABLE',
        'CODE_SOURCE_TIMED_OUT',
        'CODE_SOURCE_FAILED',
        'CODE_SOURCE_RATE_LIMITED',
        'CODE_SOURCE_REFUSED_REQUEST',
        'CODE_SOURCE_REFUSED_CREDENTIALS',
        'CODE_SOURCE_REFUSED_MERCHANT',
        'CODE_SOURCE_NOT_FOUND',
        'CODE_SOURCE_REDIRECTED',
        'CODE_SOURCE_ANSWER_INVALID',
        'MACHINE_DISABLED',
        'BUSY',
      ),
      retryAfterMs: fc.oneof(fc.constant(0), fc.nat({ max: 20_000 })),
      transitMs,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('link') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('playable'), playable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('credit') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('changePlayer') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('suspend') }) },
);
