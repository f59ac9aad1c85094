import { expect, it } from 'vitest';
import { HeardNumbers } from './heard-numbers.ts';

it('a number is heard once, in whatever order they come', () => {
  const heard = new HeardNumbers();
  const firsts = [1, 4, 2, 2, 4, 3, 1, 5].map((number) => heard.isFirst(number));
  expect(firsts).toEqual([true, true, true, false, false, true, false, true]);
});

it('a number that is far behind is taken for heard, so that the memory stays small', () => {
  const heard = new HeardNumbers();
  heard.isFirst(1_000_000);
  expect([998_000, 999_500, 999_500].map((number) => heard.isFirst(number))).toEqual([false, true, false]);
  heard.isFirst(1_000_900);
  expect(heard.isFirst(999_600)).toBe(false);
});
