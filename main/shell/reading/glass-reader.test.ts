import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GlassSnapshot, Screen } from '../../../preload/contract.ts';
import { SimulatedClock } from '../../../test/support/simulated-clock.ts';
import type { GlassReading } from '../../code/code-reading.ts';
import { GlassReader } from './glass-reader.ts';

const place = { x: 10, y: 20, side: 100 };
const drawn = { version: 3, errorCorrection: 'H', modulePx: 8, place } as const;
const code = (url: string, remainingMs = 60_000): Screen => ({
  kind: 'code',
  url,
  lifetimeMs: 60_000,
  remainingMs,
});

let meant: { sequence: number; screen: Screen };
/** What is really seen; a function, so that a test can change what is meant at that moment. */
let seen: () => Promise<string | null>;
/** What is on the last capture. */
let text: string | null;
let captures: number;
/** By how much each capture is made smaller. */
let shrunk: number[];
let decodes: number;
/** What each capture has; each is another picture, as after each change of the glass. */
let pixels: () => number[];
let told: { sequence: number; reading: GlassReading }[];
let reader: GlassReader;
let time: SimulatedClock;

beforeEach(() => {
  meant = { sequence: 1, screen: code('https://a') };
  seen = async () => 'https://a';
  captures = 0;
  shrunk = [];
  decodes = 0;
  pixels = () => [captures, 0, 0, 0];
  told = [];
  time = new SimulatedClock();
  reader = new GlassReader({
    snapshot: () => meant as GlassSnapshot,
    capture: async (at, shrink) => {
      expect(at).toEqual(place);
      captures += 1;
      shrunk.push(shrink);
      text = await seen();
      return { pixels: Uint8Array.of(...pixels()), width: 1, height: 1 };
    },
    decode: () => {
      decodes += 1;
      return text;
    },
    tell: (sequence, reading) => told.push({ sequence, reading }),
    clock: { now: () => time.now(), after: (_ms, callback) => (queueMicrotask(callback), () => undefined) },
    logger: pino({ level: 'silent' }),
  });
});

describe('the glass is read back after a paint [verbatim-code]', () => {
  it.each([
    { what: 'the url', text: 'https://a', reading: 'match' },
    { what: 'another url', text: 'https://b', reading: 'mismatch' },
    { what: 'nothing', text: null, reading: 'unreadable' },
  ])('and $what on it is a $reading', async ({ text, reading }) => {
    seen = async () => text;
    reader.painted({ sequence: 1, code: drawn });
    await reader.idle();
    expect(told).toEqual([{ sequence: 1, reading }]);
  });

  it('and a capture that fails is a glass that cannot be read', async () => {
    seen = async () => {
      throw new Error('UnknownVizError');
    };
    reader.painted({ sequence: 1, code: drawn });
    await reader.idle();
    expect(told).toEqual([{ sequence: 1, reading: 'unreadable' }]);
  });
});

it('looks again before it calls a misread: a window that is still being placed shows half a frame', async () => {
  const looks = [null, 'https://a'];
  seen = async () => looks.shift() ?? null;
  reader.painted({ sequence: 1, code: drawn });
  await reader.idle();
  expect(captures).toBe(2);
  expect(told).toEqual([{ sequence: 1, reading: 'match' }]);
});

it('looks again after a capture that failed: one in so many does, and the next one is good', async () => {
  const looks = [new Error('UnknownVizError'), 'https://a'];
  seen = async () => {
    const look = looks.shift() ?? null;
    if (look instanceof Error) throw look;
    return look;
  };
  reader.painted({ sequence: 1, code: drawn });
  await reader.idle();
  expect(captures).toBe(2);
  expect(told).toEqual([{ sequence: 1, reading: 'match' }]);
});

it('decodes a picture once: what changes around the code is no other code', async () => {
  pixels = () => [1, 2, 3, 4];
  reader.painted({ sequence: 1, code: drawn });
  await reader.idle();
  meant = { sequence: 2, screen: code('https://a') };
  reader.painted({ sequence: 2, code: drawn });
  await reader.idle();
  meant = { sequence: 3, screen: code('https://b') };
  reader.painted({ sequence: 3, code: drawn });
  await reader.idle();
  expect([captures, decodes]).toEqual([5, 1]); // what is not what is meant is looked at three times
  expect(told.map(({ reading }) => reading)).toEqual(['match', 'match', 'mismatch']);
});

it('looks three times at most', async () => {
  seen = async () => null;
  reader.painted({ sequence: 1, code: drawn });
  await reader.idle();
  expect(captures).toBe(3);
});

it('reads four pixels a module, and all of them where that did not do', async () => {
  seen = async () => null;
  reader.painted({ sequence: 1, code: { ...drawn, modulePx: 18 } });
  await reader.idle();
  expect(shrunk).toEqual([4.5, 1, 1]);
});

it('looks twice at most where each look takes seconds: nobody has read what is on the glass meanwhile', async () => {
  seen = async () => {
    time.advance(3_000);
    return null;
  };
  reader.painted({ sequence: 1, code: drawn });
  await reader.idle();
  expect(captures).toBe(2);
  expect(told).toEqual([{ sequence: 1, reading: 'unreadable' }]);
});

describe('nothing is said', () => {
  it.each([
    { why: 'when no code was painted', report: { sequence: 1, code: null }, screen: code('https://a') },
    {
      why: 'of a paint that is not the newest',
      report: { sequence: 0, code: drawn },
      screen: code('https://a'),
    },
    {
      why: 'when no code is meant',
      report: { sequence: 1, code: drawn },
      screen: { kind: 'starting' } as const,
    },
    {
      why: 'in the last moment of a code',
      report: { sequence: 1, code: drawn },
      screen: code('https://a', 900),
    },
  ])('$why', async ({ report, screen }) => {
    meant = { sequence: 1, screen };
    reader.painted(report);
    await reader.idle();
    expect(captures).toBe(0);
    expect(told).toEqual([]);
  });

  it('when a newer snapshot came while the picture was captured', async () => {
    seen = async () => {
      meant = { sequence: 2, screen: code('https://b') };
      return 'https://a';
    };
    reader.painted({ sequence: 1, code: drawn });
    await reader.idle();
    expect(told).toEqual([]);
  });
});

it('reads one picture at a time and only the newest paint, however fast the glass changes', async () => {
  let finish: (text: string) => void = () => undefined;
  seen = () => new Promise((resolve) => (finish = resolve));
  reader.painted({ sequence: 1, code: drawn });
  await Promise.resolve();
  for (let sequence = 2; sequence <= 100; sequence += 1) {
    meant = { sequence, screen: code(`https://${sequence}`) };
    reader.painted({ sequence, code: drawn });
  }
  seen = async () => 'https://100';
  finish('https://a');
  await reader.idle();
  expect(captures).toBe(2);
  expect(told).toEqual([{ sequence: 100, reading: 'match' }]);
});
