import { describe, expect, it } from 'vitest';
import { firstPaintWithinMs, nextStep, RECOVERY } from './recovery-policy.ts';

const policy = { windowMs: 60_000, reloads: 2, recreations: 1 };
const steps = (...failures: number[]): string[] =>
  failures.map((_, index) => nextStep(failures.slice(0, index + 1), policy).kind);

describe('a renderer that fails', () => {
  it('is reloaded, then gets a new window, then a new process', () => {
    expect(steps(0, 1, 2, 3)).toEqual(['reload', 'reload', 'recreate', 'exit']);
  });

  it('starts afresh when it held out long enough in between', () => {
    expect(steps(0, 1, 61_000, 61_001)).toEqual(['reload', 'reload', 'reload', 'reload']);
  });

  it('is given more time after each failure', () => {
    const delays = [[0], [0, 1], [0, 1, 2]].map((failures) => {
      const step = nextStep(failures, policy);
      return step.kind === 'exit' ? null : step.delayMs;
    });
    expect(delays).toEqual([250, 500, 1_000]);
  });
});

describe('a page that has not painted yet', () => {
  it('is given more time than the one before it', () => {
    expect([0, 1, 2, 3, 9].map(firstPaintWithinMs)).toEqual([15_000, 30_000, 60_000, 60_000, 60_000]);
  });

  it('and none of those that follow it paints either: the process ends', () => {
    let now = 0;
    const failures: number[] = [];
    for (let unpainted = 0; unpainted <= RECOVERY.reloads + RECOVERY.recreations; unpainted += 1) {
      now += firstPaintWithinMs(unpainted);
      failures.push(now);
      const step = nextStep(failures);
      now += step.kind === 'exit' ? 0 : step.delayMs;
    }
    expect(nextStep(failures).kind).toBe('exit');
  });
});
