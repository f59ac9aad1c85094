import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../test/support/simulated-clock.ts';
import { PaintWatch } from './paint-watch.ts';

let clock: SimulatedClock;
let hung: number;
let watch: PaintWatch;

beforeEach(() => {
  clock = new SimulatedClock();
  hung = 0;
  watch = new PaintWatch(clock, () => (hung += 1));
  watch.loads(15_000);
  watch.painted(0);
});

describe('a renderer is taken for hung [live-codes-only]', () => {
  it('when it paints nothing of what it was sent', () => {
    watch.sent(1);
    clock.advance(4_000);
    expect(hung).toBe(1);
  });

  it('once, not again for the same silence', () => {
    watch.sent(1);
    clock.advance(60_000);
    expect(hung).toBe(1);
  });

  it('when its page has not painted for the first time within the time that it was given', () => {
    watch.loads(15_000);
    clock.advance(14_999);
    expect(hung).toBe(0);
    clock.advance(1);
    expect(hung).toBe(1);
  });

  it('when it stops in the midst of many snapshots', () => {
    watch.sent(1);
    watch.sent(2);
    watch.painted(1);
    clock.advance(4_000);
    expect(hung).toBe(1);
  });
});

describe('a renderer is not taken for hung', () => {
  it('when it painted the newest snapshot', () => {
    watch.sent(1);
    clock.advance(3_999);
    watch.painted(1);
    clock.advance(60_000);
    expect(hung).toBe(0);
  });

  it('when it is behind, but at it', () => {
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      watch.sent(sequence);
      clock.advance(1_000);
      watch.painted(sequence - 1);
    }
    expect(hung).toBe(0);
  });

  it('when its page takes long to its first paint, whatever it is sent meanwhile', () => {
    watch.loads(60_000);
    for (let sequence = 1; sequence < 60; sequence += 1) {
      clock.advance(1_000);
      watch.sent(sequence);
    }
    watch.painted(59);
    clock.advance(60_000);
    expect(hung).toBe(0);
  });

  it('when nothing was sent', () => {
    clock.advance(60_000);
    expect(hung).toBe(0);
  });

  it('when there is none: what is sent then is sent to nobody', () => {
    watch.sent(1);
    watch.rest();
    watch.sent(2);
    clock.advance(60_000);
    expect(hung).toBe(0);
  });

  it('because this process itself was stopped meanwhile', () => {
    let now = 0;
    const due: (() => void)[] = [];
    const late = {
      now: () => now,
      after: (_ms: number, call: () => void) => (due.push(call), () => {}),
    };
    const stopped = new PaintWatch(late, () => (hung += 1));
    stopped.loads(15_000);
    stopped.painted(0);
    due.length = 0;
    stopped.sent(1);
    now = 120_000;
    due.shift()?.();
    expect(hung).toBe(0);
    now = 124_000;
    due.shift()?.();
    expect(hung).toBe(1);
  });
});
