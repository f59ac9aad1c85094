import { describe, expect, it } from 'vitest';
import { nextStep } from './recovery-policy.ts';

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
