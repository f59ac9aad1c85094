import { describe, expect, it } from 'vitest';
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { KioskFacts } from './kiosk-facts.ts';
import { screenOf } from './screen.ts';
import { technicianCodes } from '../readiness/technician-codes.ts';

const USD = (minor: number) => ({ minor, currency: 'USD' });
const ready: Extract<CabinetStatus, { connection: 'ready' }> = {
  connection: 'ready',
  identity: { serial: 'VC-1', memoryId: '0badcafe', firmware: '1', protocol: 1 },
  currency: 'USD',
  denomination: 1,
  maxTransfer: 300_000,
  conditions: [],
  acceptor: 'IDLE',
  acceptedNotes: [100, 500],
  meters: { credits: 0, cashlessIn: 0, notesIn: 0, totalOut: 0 },
};
const up: KioskFacts['link'] = {
  link: 'up',
  welcome: {
    type: 'welcome',
    asset: 'EGM-0042',
    designation: '000042',
    tellAfter: null,
    noteTellAfter: null,
    enabled: true,
    currency: 'USD',
    heartbeatMs: 1000,
  },
};
const code = { url: 'https://pay.example/?token=1', lifetimeMs: 60_000, remainingMs: 50_000 };
const well: KioskFacts = {
  link: up,
  machineEnabled: true,
  attended: false,
  operator: null,
  cabinet: ready,
  journalSound: true,
  agreement: 'agreed',
  code,
  codeTrouble: null,
  unscannable: null,
  adding: null,
  open: null,
  notice: null,
  inviting: false,
};

/** `kind`, or `unavailable REASON CODE`. */
function shown(facts: Partial<KioskFacts>): string {
  const screen = screenOf({ ...well, ...facts });
  return screen.kind === 'unavailable'
    ? `${screen.kind} ${screen.reason} ${screen.technicianCode}`
    : screen.kind;
}

it.each([
  ['P1', 'UNKNOWN'],
  ['C8', 'OLDER_MEMORY'],
  ['P2', 'OTHER_BOARD'],
  ['P3', 'MEMORY_LOST'],
] as const)('a credit that is not confirmed has the code %s where the cause is %s', (code, cause) => {
  const screen = screenOf({ ...well, open: { amount: USD(2000), cause } });
  expect(screen).toEqual({ kind: 'unconfirmed', amount: USD(2000), technicianCode: code });
});

describe('the glass', () => {
  it('shows the code when a scan leads to a credit', () => {
    expect(screenOf(well)).toEqual({ kind: 'code', ...code });
  });

  it.each<[string, Partial<KioskFacts>]>([
    ['unavailable LINK_DOWN L3', { link: { link: 'down', loss: 'CLOSED' } }],
    ['unavailable LINK_REFUSED L2', { link: { link: 'down', loss: 'REFUSED' } }],
    ['starting', { link: { link: 'connecting' } }],
    ['starting', { cabinet: { connection: 'connecting' } }],
    ['unavailable MACHINE_DISABLED M5', { machineEnabled: false }],
    ['unavailable CABINET_ABSENT C1', { cabinet: { connection: 'fault', fault: 'ABSENT' } }],
    ['unavailable CABINET_FAULT C3', { cabinet: { connection: 'fault', fault: 'TWO_BOARDS' } }],
    ['unavailable DOOR_OPEN M1', { cabinet: { ...ready, conditions: ['DOOR_OPEN'] } }],
    ['unavailable TILT M2', { cabinet: { ...ready, conditions: ['DOOR_OPEN', 'TILT'] } }],
    ['unavailable OUT_OF_SERVICE M6', { cabinet: { ...ready, currency: 'CAD' } }],
    ['unavailable ACCEPTOR_FAULT N1', { cabinet: { ...ready, acceptor: 'JAMMED' } }],
    ['unavailable OUT_OF_SERVICE K3', { attended: true }],
    ['unavailable JOURNAL_DAMAGED J1', { journalSound: false }],
    ['unavailable CODE_NOT_SCANNABLE G2', { unscannable: 'MISREAD' }],
    ['unconfirmed', { open: { amount: USD(2000), cause: 'UNKNOWN' } }],
    ['invitation', { inviting: true }],
  ])('shows %s and no code [live-codes-only]', (expected, facts) => {
    expect(shown(facts)).toBe(expected);
  });

  it('keeps the code for those who pay by phone while the cash box is full', () => {
    expect(shown({ cabinet: { ...ready, acceptor: 'CASHBOX_FULL' } })).toBe('code');
  });

  it('tells what happened to money before what is wrong [where-the-money-is]', () => {
    const wrong: Partial<KioskFacts> = { link: { link: 'down', loss: 'CLOSED' }, journalSound: false };
    expect(shown({ ...wrong, adding: USD(2000) })).toBe('adding');
    expect(shown({ ...wrong, open: { amount: USD(2000), cause: 'OTHER_BOARD' } })).toBe('unconfirmed');
    expect(shown({ ...wrong, notice: { kind: 'added', amount: USD(2000), requested: USD(2000) } })).toBe(
      'added',
    );
  });

  it('keeps the code while the next one cannot be had, and says why once it is gone', () => {
    expect(shown({ codeTrouble: 'CODE_SOURCE_UNREACHABLE' })).toBe('code');
    expect(shown({ codeTrouble: 'CODE_SOURCE_UNREACHABLE', code: null })).toBe(
      'unavailable CODE_SOURCE_UNREACHABLE T1',
    );
    expect(shown({ codeTrouble: 'CODE_SOURCE_REFUSED_MERCHANT', code: null })).toBe(
      'unavailable CODE_SOURCE_REFUSED T6',
    );
  });
});

describe('technician codes', () => {
  it('stand for one cause each, short enough to be read over a telephone [plain-words]', () => {
    const codes = Object.values(technicianCodes).map((entry) => entry.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^[A-Z][0-9]$/.test(code))).toEqual([]);
  });

  it('each have a cause and a remedy', () => {
    for (const { cause, remedy } of Object.values(technicianCodes)) {
      expect(cause).toMatch(/\.$/);
      expect(remedy).toMatch(/\.$/);
    }
  });
});
