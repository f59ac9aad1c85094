import { expect, it } from 'vitest';
import { SlidingCount } from './sliding-count.ts';

it('calls too many what comes too often within the window', () => {
  const count = new SlidingCount(3, 1_000);
  expect([count.add(0), count.add(400), count.add(900)]).toEqual([false, false, true]);
});

it('forgives what lies outside the window', () => {
  const count = new SlidingCount(3, 1_000);
  expect([count.add(0), count.add(400), count.add(1_100), count.any(2_500)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
