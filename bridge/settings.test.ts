import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const COMPLETE = {
  TRUSTLY_URL: 'https://cashlesscasino.sandbox.trustly.one/',
  TRUSTLY_ACCESS_ID: 'id',
  TRUSTLY_ACCESS_KEY: 'key',
  TRUSTLY_MERCHANT_ID: 'merchant',
  TPAS_CLIENT_ID: 'tpas',
  TPAS_CLIENT_SECRET: 'secret',
  BRIDGE_OPERATOR_TOKEN: 'token',
};

describe('the settings', () => {
  it('are complete with what Trustly gives and nothing else', () => {
    expect(readSettings(COMPLETE)).toMatchObject({
      listen: { host: '127.0.0.1', port: 7300 },
      databaseUrl: null,
      limits: { ceiling: { minor: 100_000, currency: 'USD' }, coolingOffMs: 86_400_000 },
      fundingWindowMs: 10_000,
      trustly: { url: 'https://cashlesscasino.sandbox.trustly.one' },
    });
  });

  it('take a secret from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'topper-settings-')), 'key');
    writeFileSync(file, 'from-a-file\n');
    const { TRUSTLY_ACCESS_KEY: _, ...rest } = COMPLETE;
    expect(readSettings({ ...rest, TRUSTLY_ACCESS_KEY_FILE: file }).trustly.accessKey).toBe('from-a-file');
  });

  it("take the limits of the jurisdiction's profile, and what is set on its own over it", () => {
    const file = join(mkdtempSync(join(tmpdir(), 'topper-settings-')), 'jurisdictions.json');
    const lakeland = {
      dailyLimit: '400.00',
      coolingOffHours: 72,
      gamingDay: { zone: 'Europe/Helsinki', startHour: 4 },
    };
    writeFileSync(file, JSON.stringify({ lakeland }));
    const profile = { BRIDGE_JURISDICTION: 'lakeland', BRIDGE_JURISDICTION_FILE: file };
    expect(readSettings({ ...COMPLETE, ...profile, BRIDGE_GAMING_DAY_HOUR: '5' }).limits).toEqual({
      ceiling: { minor: 40_000, currency: 'USD' },
      coolingOffMs: 72 * 3_600_000,
      gamingDay: { zone: 'Europe/Helsinki', startHour: 5 },
    });
    expect(() => readSettings({ ...COMPLETE, ...profile, BRIDGE_JURISDICTION: 'nowhere' })).toThrow(
      'no profile',
    );
  });

  it.each([
    ['TRUSTLY_URL', '', 'TRUSTLY_URL is not set'],
    ['TRUSTLY_URL', 'http://cashlesscasino.sandbox.trustly.one', 'must be https'],
    ['TRUSTLY_ACCESS_KEY', '', 'TRUSTLY_ACCESS_KEY is not set'],
    ['TRUSTLY_ACCESS_KEY_FILE', '/nowhere', 'both set'],
    ['BRIDGE_LISTEN', '7300', 'BRIDGE_LISTEN must be host:port'],
    ['BRIDGE_FUNDING_WINDOW_MS', '1e4', 'BRIDGE_FUNDING_WINDOW_MS must be a whole number'],
    ['BRIDGE_DAILY_LIMIT', '-5', 'BRIDGE_DAILY_LIMIT'],
    ['BRIDGE_DAILY_LIMIT', '10.001', 'USD has 2 decimals'],
    ['BRIDGE_MIN_AMOUNT', '0', 'BRIDGE_MIN_AMOUNT'],
    ['BRIDGE_GAMING_DAY_ZONE', 'Nevada', 'not a time zone'],
    ['DATABASE_URL', 'postgres://bridge@127.0.0.1/topper', 'BRIDGE_SECRET_KEY is not set'],
    ['BRIDGE_SECRET_KEY', 'short', 'BRIDGE_SECRET_KEY must be 64 hexadecimal digits'],
  ])('with %s=%j say: %s', (name, value, message) => {
    expect(() => readSettings({ ...COMPLETE, [name]: value })).toThrow(message);
  });
});
