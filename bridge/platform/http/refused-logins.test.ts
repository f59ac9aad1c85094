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

  it('of made-up names at one door do not let go of who is at its limit, there or at another', () => {
    const operator: Knock = { door: 'operator', principal: 'j.doe', address: '192.0.2.1' };
    wrong(TPAS, 10);
    wrong(operator, 10);
    for (let n = 0; n < 10_100; n++) wrong({ ...TPAS, principal: `made-up-${n}` }, 1);
    expect([logins.waitS(TPAS), logins.waitS(operator)]).toEqual([60, 60]);
  });

  it('are counted in bounded memory, and of a name of any length', () => {
    const many = (n: number) => ({ ...TPAS, principal: `${n}-${'x'.repeat(10_000)}` });
    for (let n = 0; n < 10_050; n++) wrong(many(n), 1);
    wrong(TPAS, 10);
    expect(logins.waitS(TPAS)).toBeGreaterThan(0);
  });
});

describe('a password', () => {
  const J_DOE: Knock = { door: 'operator', principal: 'j.doe', address: '2001:db8::1' };
  const volley = (knocks: Knock[]) => knocks.map((knock) => logins.beforePassword(knock));
  const refusedOf = (answers: (number | (() => void))[]) =>
    answers.filter((answer) => typeof answer === 'number');

  it('counts as wrong from before it is looked at, until it is found to be right', () => {
    const answers = volley(Array.from({ length: 15 }, () => J_DOE));
    expect(refusedOf(answers)).toEqual(Array(5).fill(60));
    for (const answer of answers.slice(0, 2)) if (typeof answer === 'function') answer();
    expect(refusedOf(volley([J_DOE, J_DOE, J_DOE]))).toEqual([60]);
  });

  it('is looked at thirty times a minute for one address, or one /64, whatever the names', () => {
    const from = (network: string) =>
      Array.from({ length: 35 }, (_, n) => ({
        ...J_DOE,
        principal: `made-up-${n}`,
        address: `${network}::${n}`,
      }));
    expect(refusedOf(volley(from('2001:db8:0:1')))).toHaveLength(5);
    expect(refusedOf(volley([J_DOE]))).toEqual([]);
    expect(refusedOf(volley(from('2001:db8:0:2')))).toHaveLength(5);
  });
});
