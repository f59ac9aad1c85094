import { expect, it } from 'vitest';
import { Strikes } from './strikes.ts';

it('calls too many what comes too often within the window', () => {
  const strikes = new Strikes(3, 1_000);
  expect([strikes.add(0), strikes.add(400), strikes.add(900)]).toEqual([false, false, true]);
});

it('forgives what lies outside the window', () => {
  const strikes = new Strikes(3, 1_000);
  expect([strikes.add(0), strikes.add(400), strikes.add(1_100), strikes.any(2_500)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
