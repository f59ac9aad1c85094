import { afterEach, beforeEach, expect, it } from 'vitest';
import { Random } from '../support/seeded-random.ts';
import { SimulatedFloor } from '../chaos/simulated-floor.ts';

/** Longer than *added* is told, shorter than a code lives: nothing but the time changes what is on the glass. */
const TOLD_MS = 10_000;

let floor: SimulatedFloor;

beforeEach(async () => {
  floor = new SimulatedFloor(new Random(42));
  floor.startKiosk();
  await floor.time.pass(2_000);
});

afterEach(async () => {
  await floor.end();
});

it('what is told about money ends in time, and the next code takes its place [used-is-gone], wherever a look at the clock falls', async () => {
  for (let funding = 1; funding <= 50; funding += 1) {
    floor.ledger.order(2_000, 30_000, [0]);
    await floor.time.pass(1_000);
    expect(floor.screens).toMatchObject({ given: { kind: 'added' }, due: { kind: 'added' } });
    await floor.time.pass(TOLD_MS + funding);
    expect({ funding, ...floor.screens }).toMatchObject({ given: { kind: 'code' }, due: { kind: 'code' } });
  }
});
