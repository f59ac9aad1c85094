import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../test/support/simulated-clock.ts';
import { RECOVERY } from './recovery-policy.ts';
import { Recovery } from './recovery.ts';

const there = { windowIsGone: false };
const gone = { windowIsGone: true };

let clock: SimulatedClock;
let done: string[];
let recovery: Recovery;

beforeEach(() => {
  clock = new SimulatedClock();
  done = [];
  recovery = new Recovery({
    clock,
    logger: pino({ level: 'silent' }),
    reload: () => done.push('reload'),
    reopen: () => done.push('reopen'),
    giveUp: () => done.push('give up'),
  });
});

describe('after a failure the glass', () => {
  it('is loaded again', () => {
    recovery.failed('renderer gone', there);
    clock.advance(250);
    expect(done).toEqual(['reload']);
  });

  it('gets a new window where the old one is gone', () => {
    recovery.failed('renderer gone', gone);
    clock.advance(250);
    expect(done).toEqual(['reopen']);
  });

  it('is loaded again once, however many signs of it there are', () => {
    recovery.failed('renderer gone', there);
    recovery.failed('page not loaded', there);
    clock.advance(60_000);
    expect(done).toEqual(['reload']);
  });

  it('is loaded again after the next failure too', () => {
    recovery.failed('page not loaded', there);
    clock.advance(250);
    recovery.failed('page not loaded', there);
    clock.advance(500);
    expect(done).toEqual(['reload', 'reload']);
  });

  it('is given up when nothing helped, so that another process shows it', () => {
    for (let failure = 0; failure <= RECOVERY.reloads + RECOVERY.recreations; failure += 1) {
      recovery.failed('page not loaded', there);
      clock.advance(10_000);
    }
    expect(done.at(-1)).toBe('give up');
    expect(done).toHaveLength(RECOVERY.reloads + RECOVERY.recreations + 1);
  });

  it('stays away when the kiosk ends', () => {
    recovery.failed('renderer gone', there);
    recovery.stop();
    recovery.failed('window closed', gone);
    clock.advance(60_000);
    expect(done).toEqual([]);
  });
});
