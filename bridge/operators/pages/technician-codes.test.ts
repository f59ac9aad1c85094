import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHOWN_CODES, technicianCodesOf } from './technician-codes.ts';

const operations = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');

/** What the handbook, which is held against the glass, says about a code. */
const meaningOf = (code: string) =>
  new RegExp(`^\\| \`${code}\` +\\| (.*) \\|$`, 'm').exec(operations)?.[1] ?? '';

describe('the technician codes of the floor page', () => {
  it('are all in the handbook', () => {
    expect(SHOWN_CODES.filter((code) => meaningOf(code) === '')).toEqual([]);
  });

  it.each([
    ['ABSENT', /CABINET_ABSENT/],
    ['CANNOT_OPEN', /does not let the kiosk open it/],
    ['TWO_BOARDS', /More than one board/],
    ['WRONG_BOARD', /something else/],
    ['PROTOCOL_VERSION', /another version of the protocol/],
    ['BAD_FRAMES', /corrupt/],
    ['SILENT', /does not answer/],
    ['MEMORY_LOST', /memory of the board/],
  ] as const)('say the same as the glass about a fault: %s', (fault, meaning) => {
    const [code = ''] = technicianCodesOf({ connection: 'fault', fault }, true);
    expect(meaningOf(code)).toMatch(meaning);
  });

  it.each([
    ['DOOR_OPEN', /DOOR_OPEN/],
    ['TILT', /TILT/],
    ['CASHING_OUT', /CASHING_OUT/],
    ['OUT_OF_ORDER', /OUT_OF_SERVICE/],
  ] as const)('say the same as the glass about a condition: %s', (condition, meaning) => {
    const codes = technicianCodesOf(ready({ conditions: [condition] }), true);
    expect(codes.map(meaningOf)).toEqual([expect.stringMatching(meaning)]);
  });

  it('name everything that holds at once', () => {
    const codes = technicianCodesOf(ready({ conditions: ['DOOR_OPEN'], acceptor: 'CASHBOX_OUT' }), false);
    expect(codes).toEqual(['M1', 'N2', 'M5']);
    expect(meaningOf('N2')).toMatch(/cash box/);
    expect(meaningOf('M5')).toMatch(/MACHINE_DISABLED/);
  });
});

type Cabinet = Parameters<typeof technicianCodesOf>[0];
type Ready = Extract<Cabinet, { connection: 'ready' }>;

function ready(changes: Partial<Ready>): Ready {
  return {
    connection: 'ready',
    identity: { serial: '1', memoryId: '0a1b2c3d', firmware: '1', protocol: 1 },
    currency: 'USD',
    denomination: 1,
    maxTransfer: 1,
    conditions: [],
    acceptor: 'IDLE',
    acceptedNotes: [],
    meters: { credits: 0, cashlessIn: 0, notesIn: 0, totalOut: 0 },
    ...changes,
  };
}
