import { beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { RefusedLogins, type Knock } from './refused-logins.ts';

let nowMs = 0;
let lines: Record<string, unknown>[];
let measured: Record<string, number>;
let logins: RefusedLogins;

beforeEach(() => {
  nowMs = 0;
  lines = [];
  measured = {};
  const log = createLog('silent');
  log.warn = (fields: object) => void lines.push(fields as Record<string, unknown>);
  const metrics = { loginRefused: (door: string) => void (measured[door] = (measured[door] ?? 0) + 1) };
  logins = new RefusedLogins(log, metrics, () => nowMs);
});

const TPAS: Knock = { door: 'client', principal: 'tpas', address: '192.0.2.1' };
const wrong = (knock: Knock, times: number) => {
  for (let time = 0; time < times; time++) logins.refused(knock);
};

describe('refused logins', () => {
  it('are told to wait after ten in a minute, until the minute is over', () => {
    wrong(TPAS, 9);
    expect(logins.waitS(TPAS)).toBe(0);
    nowMs = 20_000;
    wrong(TPAS, 1);
    expect(logins.waitS(TPAS)).toBe(40);
    nowMs = 60_000;
    expect(logins.waitS(TPAS)).toBe(0);
    wrong(TPAS, 1);
    expect(logins.waitS(TPAS)).toBe(0);
  });

  it.each([
    ['of another name', { ...TPAS, principal: 'other' }],
    ['from another address', { ...TPAS, address: '192.0.2.2' }],
    ['at another door', { ...TPAS, door: 'operator' as const }],
  ])('do not make one wait %s', (_what, other) => {
    wrong(TPAS, 100);
    expect(logins.waitS(other)).toBe(0);
  });

  it('are all measured, and only some of them logged, with how many more there were', () => {
    wrong(TPAS, 5_000);
    expect(measured).toEqual({ client: 5_000 });
    expect(lines).toHaveLength(10);
    expect(lines[0]).toEqual({ door: 'client', principal: 'tpas', address: '192.0.2.1' });
    nowMs = 60_000;
    wrong(TPAS, 1);
    expect(lines.slice(10)).toEqual([{ door: 'client', more: 4_990 }, lines[0]]);
  });

  it('are counted in bounded memory, and of a name of any length', () => {
    const many = (n: number) => ({ ...TPAS, principal: `${n}-${'x'.repeat(10_000)}` });
    for (let n = 0; n < 10_050; n++) wrong(many(n), 1);
    wrong(TPAS, 10);
    expect(logins.waitS(TPAS)).toBeGreaterThan(0);
  });
});
