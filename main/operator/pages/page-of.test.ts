import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperatorPage } from '../../../preload/operator.ts';
import { openJournal } from '../../journal/open-journal.ts';
import type { Journal } from '../../journal/journal.ts';
import { parseSettings } from '../../settings/parse-settings.ts';
import { technicianCodes } from '../../readiness/technician-codes.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import { pageOf } from './page-of.ts';
import type { PageSources } from './sources.ts';

const WHEN = new Date(2026, 10, 21, 18, 4, 55).getTime();
const usd = (minor: number) => ({ minor, currency: 'USD' });
const board = { serial: 'VC-1', memoryId: '0badcafe' };
const idOf = (number: number) => `000042-${String(number).padStart(10, '0')}`;

let directory: string;
let journal: Journal;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'topper-pages-'));
  journal = openJournal(join(directory, 'journal.sqlite'), { wallNow: () => WHEN });
});

afterEach(() => {
  journal.close();
  rmSync(directory, { recursive: true, force: true });
});

function sources(changes: Partial<PageSources> = {}): PageSources {
  const link = { url: 'wss://bridge.example/egm-link', asset: 'EGM-0042', secretFile: '/etc/topper/secret' };
  return {
    has: { noteAcceptor: true, selfTest: true },
    settings: parseSettings({ link, cabinet: { kind: 'hid', vendorId: 0x1209, productId: 1 } }),
    rejectedFile: null,
    brandProblem: null,
    product: { version: '1.2.3', runtime: 'Electron 45' },
    startedAt: WHEN,
    cabinet: { connection: 'fault', fault: 'ABSENT' },
    inService: { status: { connection: 'fault', fault: 'ABSENT' }, accepted: board, isOlder: false },
    journal,
    link: { link: 'down', loss: 'UNREACHABLE' },
    trouble: null,
    outOfService: false,
    log: [],
    findings: { selfTest: null, noteCounts: null, boardHistory: null, testedNotes: [] },
    ...changes,
  };
}

describe('the pages of the operator menu', () => {
  it('recall the last 35 transfers with time, amount and result, newest first', () => {
    for (let number = 1; number <= 37; number += 1) {
      journal.begin({ transferId: idOf(number), fundingId: `f-${number}`, amount: usd(2000), board });
      journal.settle(idOf(number), { outcome: 'credited', amount: usd(1500) });
    }
    journal.acknowledge(idOf(37));
    journal.refuse({
      transferId: idOf(38),
      fundingId: 'f-1',
      amount: usd(500),
      reason: 'OVER_MACHINE_LIMIT',
    });
    journal.begin({ transferId: idOf(39), fundingId: 'f-39', amount: usd(100), board });
    const rows = pageOf('transfers', sources()).table?.rows.map(({ cells }) => cells) ?? [];
    expect(rows).toHaveLength(35);
    expect(rows.slice(0, 4)).toEqual([
      ['2026-11-21 18:04:55', idOf(39), '$1.00', 'not confirmed', '–'],
      ['2026-11-21 18:04:55', idOf(38), '$5.00', 'refused: over machine limit', 'to be told'],
      ['2026-11-21 18:04:55', idOf(37), '$20.00', 'credited $15.00', 'told'],
      ['2026-11-21 18:04:55', idOf(36), '$20.00', 'credited $15.00', 'to be told'],
    ]);
  });

  it('tell that the kiosk runs on its last good settings, what is wrong with the file, and what to do', () => {
    const told = (name: 'overview' | 'software', rejectedFile: SettingsError | null) =>
      pageOf(name, sources({ rejectedFile })).facts.map(({ label, value }) => `${label}: ${value}`);
    const rejected = new SettingsError('WRONG_SETTING', '/data/settings.json: the setting "lnik" is unknown');
    expect(told('overview', rejected)).toEqual(
      expect.arrayContaining([
        'Settings: The last good ones. Those of the settings file are not in use.',
        'Wrong with the file: S4: /data/settings.json: the setting "lnik" is unknown',
        'To mend it: Correct the file, then start the kiosk anew: it reads the file at its start.',
      ]),
    );
    expect(told('software', rejected)).toContain('Settings: The last good ones: see the overview');
    expect(told('overview', null).join()).not.toContain('Settings');
    expect(told('software', null)).toContain('Settings: Those of the settings file');
  });

  it('offer to settle a transfer by hand only while one is waited for [confirmed-only]', () => {
    journal.begin({ transferId: idOf(1), fundingId: 'f-1', amount: usd(2000), board });
    expect(pageOf('transfers', sources()).commands).toMatchObject([{ command: 'settleByHand' }]);
    journal.settleByHand(idOf(1));
    expect(pageOf('transfers', sources()).commands).toEqual([]);
  });

  it('recall the notes, and what became of each [stacked-notes]', () => {
    const note = { minor: 500, currency: 'USD' } as const;
    journal.recordNote('0badcafe', { ...note, eventId: 1, kind: 'STACKED' });
    journal.recordNote('0badcafe', { ...note, eventId: 2, minor: 0, kind: 'REJECTED' });
    expect(pageOf('notes', sources()).table?.rows.map(({ cells }) => cells.slice(1, 3))).toEqual([
      ['not recognised', 'rejected'],
      ['$5.00', 'stacked'],
    ]);
  });

  it('tell the board’s own history where the journal is damaged, and offer a new journal', () => {
    writeFileSync(join(directory, 'damaged.sqlite'), 'not a journal');
    const damaged = openJournal(join(directory, 'damaged.sqlite'), { wallNow: () => WHEN });
    const { findings } = sources();
    const boardHistory = [
      {
        transferId: idOf(7),
        requested: usd(2000),
        status: { outcome: 'credited', amount: usd(2000) } as const,
      },
    ];
    const present = sources({ journal: damaged, findings: { ...findings, boardHistory } });
    expect(pageOf('transfers', present).table?.rows.map(({ cells }) => cells)).toEqual([
      [idOf(7), '$20.00', 'credited $20.00'],
    ]);
    expect(pageOf('journal', present).commands).toMatchObject([{ command: 'beginJournal' }]);
    expect(pageOf('journal', sources()).commands).toEqual([]);
  });

  it('offer to accept a board only where another one is plugged in', () => {
    const ready: Extract<PageSources['cabinet'], { connection: 'ready' }> = {
      connection: 'ready',
      identity: { ...board, firmware: '1.0', protocol: 1 },
      currency: 'USD',
      denomination: 1,
      maxTransfer: 100_000,
      conditions: [],
      acceptor: 'IDLE',
      acceptedNotes: [],
      meters: { credits: 0, cashlessIn: 0, notesIn: 0, totalOut: 0 },
    };
    const pageWith = (serial: string, isOlder = false) => {
      const { inService } = sources();
      const cabinet = { ...ready, identity: { ...ready.identity, serial } };
      return pageOf('board', sources({ cabinet, inService: { ...inService, isOlder } }));
    };
    const commandsOf = ({ commands }: OperatorPage) => commands.map(({ command }) => command);
    expect(commandsOf(pageWith('VC-1'))).toEqual(['selfTest']);
    expect(commandsOf(pageWith('VC-2'))).toEqual(['selfTest', 'acceptBoard']);
    const older = pageWith('VC-1', true);
    expect(commandsOf(older)).toEqual(['selfTest']);
    expect(older.facts.find(({ label }) => label === 'Its memory')).toMatchObject({ mood: 'care' });
  });

  it('say what is wrong with the link by its technician code, and what to do [plain-words]', () => {
    const texts = pageOf('link', sources()).facts.map(({ value }) => value);
    expect(texts[0]).toBe('L1: The bridge cannot be reached: name, route, port or TLS.');
    expect(texts[1]).toMatch(/^Check the network cable/);
  });

  it.each(Object.entries(technicianCodes).filter(([cause]) => cause.startsWith('code.')))(
    'say beside the link why there are no codes: %s [plain-words]',
    (_cause, trouble) => {
      const values = pageOf('link', sources({ trouble })).facts.map(({ value }) => value);
      expect(values).toEqual(expect.arrayContaining([`${trouble.code}: ${trouble.cause}`, trouble.remedy]));
    },
  );

  it('hold a test code that is no url', () => {
    const pattern = pageOf('pattern', sources()).pattern ?? '';
    expect(pattern).toHaveLength(400);
    expect(URL.canParse(pattern)).toBe(false);
  });
});
