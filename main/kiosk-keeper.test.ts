import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '../test/support/simulated-clock.ts';
import { CurrentKiosk } from './glass/current-kiosk.ts';
import { stillOnGlass } from './glass/still-on-glass.ts';
import { JournalError, type JournalErrorCode } from './journal/journal.ts';
import { LostJournal } from './journal/lost-journal.ts';
import { KioskKeeper } from './kiosk-keeper.ts';
import { writeLastGood } from './shell/last-good-settings.ts';
import { SettingsFiles } from './settings/settings-files.ts';

let directory: string;
let clock: SimulatedClock;
let current: CurrentKiosk;
let keeper: KioskKeeper;
let said: string[];
let room: boolean;
let problem: JournalErrorCode;
let failure: Error | null;
let [created, stopped] = [0, 0];

const at = (name: string): string => path.join(directory, name);
const screen = () => current.snapshot().screen;
const good = (): string =>
  JSON.stringify({
    link: { url: 'wss://bridge.example/', asset: 'EGM-0042', secretFile: at('secret') },
    cabinet: { kind: 'hid', vendorId: 1, productId: 1 },
  });
/** Lets the promise of a stop come to its end. */
const settled = () => new Promise(setImmediate);

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'topper-keeper-'));
  writeFileSync(at('secret'), 'x', { mode: 0o600 });
  clock = new SimulatedClock();
  current = new CurrentKiosk(stillOnGlass({ kind: 'starting' }));
  [said, room, problem, failure, created, stopped] = [[], false, 'DAMAGED', null, 0, 0];
  keeper = new KioskKeeper({
    files: new SettingsFiles(directory, false, writeLastGood),
    create: () => {
      if (failure !== null) throw failure;
      created += 1;
      const kiosk = {
        ...stillOnGlass({ kind: 'invitation' }),
        stop: async () => void (stopped += 1),
        acceptBoard: () => false,
        settleByHand: () => undefined,
      };
      return { kiosk, journal: new LostJournal(new JournalError(problem, 'it is lost')) };
    },
    glass: current,
    hasRoom: () => room,
    clock,
    logger: pino({ level: 'silent' }),
    say: (line) => said.push(line),
  });
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe('without settings that can be used', () => {
  it('the glass says what is wrong, with its code, once', () => {
    keeper.start();
    clock.advance(60_000);
    const line = `${at('settings.json')}: the file is missing`;
    expect(screen()).toEqual({ kind: 'fault', technicianCode: 'S1', problem: line });
    expect(said).toEqual([line]);
  });

  it('the kiosk starts as soon as the file is right, and tells what is wrong with it until then', () => {
    keeper.start();
    writeFileSync(at('settings.json'), '{', { mode: 0o644 });
    clock.advance(2_000);
    expect(screen()).toMatchObject({ technicianCode: 'S3' });
    writeFileSync(at('settings.json'), good(), { mode: 0o644 });
    clock.advance(2_000);
    expect(screen().kind).toBe('invitation');
    clock.advance(60_000);
    expect(created).toBe(1);
  });

  it('nor a kiosk that can start, the glass says so, and it is tried again', () => {
    writeFileSync(at('settings.json'), good(), { mode: 0o644 });
    failure = new Error('no driver');
    keeper.start();
    expect(screen()).toEqual({ kind: 'fault', technicianCode: 'K4', problem: 'no driver' });
    failure = null;
    clock.advance(2_000);
    expect(screen().kind).toBe('invitation');
  });
});

describe('the last good settings', () => {
  const kept = (): string => readFileSync(at('settings.last-good.json'), 'utf8');

  it('are those that a code was on the glass with, and no others', () => {
    writeFileSync(at('settings.json'), good(), { mode: 0o644 });
    keeper.start();
    clock.advance(60_000);
    expect(kept).toThrow(/ENOENT/);
    keeper.served();
    expect(JSON.parse(kept())).toMatchObject(JSON.parse(good()) as object);
  });

  it('are not written anew by a kiosk that runs on them', () => {
    writeFileSync(at('settings.last-good.json'), good(), { mode: 0o600 });
    writeFileSync(at('settings.json'), 'an edit that went wrong', { mode: 0o644 });
    keeper.start();
    keeper.served();
    expect(screen().kind).toBe('invitation');
    expect(said).toEqual([expect.stringMatching(/settings.json: not readable as JSON.*last good settings$/)]);
    expect(kept()).toBe(good());
    expect(readFileSync(at('settings.json'), 'utf8')).toBe('an edit that went wrong');
  });
});

describe('a journal that the disk does not take', () => {
  beforeEach(() => writeFileSync(at('settings.json'), good(), { mode: 0o644 }));

  it('is begun anew on when there is room again, without a person', async () => {
    problem = 'CANNOT_WRITE';
    keeper.start();
    clock.advance(60_000);
    expect([created, stopped]).toEqual([1, 0]);
    room = true;
    clock.advance(2_000);
    await settled();
    expect([created, stopped]).toEqual([2, 1]);
  });

  it('and fails again although there is room, is tried less and less often', async () => {
    [problem, room] = ['CANNOT_WRITE', true];
    keeper.start();
    for (let second = 0; second < 120; second += 1) {
      clock.advance(1_000);
      await settled();
    }
    expect(created).toBeGreaterThan(4);
    expect(created).toBeLessThan(9);
  });

  it.each(['DAMAGED', 'MISSING', 'NEWER_VERSION', 'IN_USE'] as const)(
    'is left to a person when it is %s',
    (code) => {
      [problem, room] = [code, true];
      keeper.start();
      clock.advance(600_000);
      expect(created).toBe(1);
    },
  );
});
