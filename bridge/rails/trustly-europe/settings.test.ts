import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SettingsError, type Environment } from '../../platform/environment.ts';
import { notificationDoorOf } from './notification-path.ts';
import { hasEurope, readEurope } from './settings.ts';

const pair = (modulusLength: number) =>
  generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const [ours, trustlys, weak] = [pair(2_048), pair(2_048), pair(1_024)];
const directory = mkdtempSync(path.join(tmpdir(), 'europe-settings-'));
const file = (name: string, text: string) => {
  const at = path.join(directory, name);
  writeFileSync(at, text);
  return at;
};
const ENV: Environment = {
  BRIDGE_EUROPE_URL: 'https://test.trustly.com/api/1',
  BRIDGE_EUROPE_USERNAME: 'casino',
  BRIDGE_EUROPE_PASSWORD_FILE: file('password', 'pass-word\n'),
  BRIDGE_EUROPE_PRIVATE_KEY_FILE: file('ours.pem', ours.privateKey),
  BRIDGE_EUROPE_TRUSTLY_KEY_FILE: file('trustly.pem', trustlys.publicKey),
  BRIDGE_EUROPE_NOTIFICATION_URL: 'https://bridge.casino.example/hall/trustly-europe/0123456789abcdefghijkl',
  BRIDGE_EUROPE_SHOPPER_STATEMENT: 'Casino',
  BRIDGE_EUROPE_COUNTRY: 'SE',
};
afterAll(() => rmSync(directory, { recursive: true }));

const problemsOf = (env: Environment): readonly string[] => {
  try {
    readEurope(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};

describe('the settings of Trustly Europe', () => {
  it('are read with their files', () => {
    const { merchant, shopperStatement } = readEurope(ENV);
    expect(merchant).toMatchObject({
      url: 'https://test.trustly.com/api/1',
      username: 'casino',
      password: 'pass-word',
    });
    expect(merchant.keys.algorithm).toBe('SHA1');
    expect(shopperStatement).toBe('Casino');
    expect(notificationDoorOf(merchant.notificationUrl)).toBe('0123456789abcdefghijkl');
    expect(readEurope({ ...ENV, BRIDGE_EUROPE_SIGNATURE: 'RS256' }).merchant.keys.algorithm).toBe('RS256');
  });

  it('are there when anything of them is', () => {
    expect(hasEurope({})).toBe(false);
    for (const name of Object.keys(ENV)) expect(hasEurope({ [name]: 'x' })).toBe(true);
  });

  it('are told to be wrong all at once', () => {
    expect(problemsOf({}).map((line) => line.split(' ')[0])).toEqual([
      'BRIDGE_EUROPE_URL',
      'BRIDGE_EUROPE_USERNAME',
      'BRIDGE_EUROPE_PASSWORD',
      'BRIDGE_EUROPE_NOTIFICATION_URL',
      'BRIDGE_EUROPE_PRIVATE_KEY',
      'BRIDGE_EUROPE_TRUSTLY_KEY',
      'BRIDGE_EUROPE_SHOPPER_STATEMENT',
      'BRIDGE_EUROPE_COUNTRY',
    ]);
  });

  const url = 'BRIDGE_EUROPE_NOTIFICATION_URL';
  it.each<[string, Environment]>([
    ['an API without TLS', { BRIDGE_EUROPE_URL: 'http://test.trustly.com/api/1' }],
    ['notifications without TLS', { [url]: 'http://casino.example/trustly-europe/0123456789abcdefghijkl' }],
    ['a path that can be guessed', { [url]: 'https://casino.example/trustly-europe/notify' }],
    ['a query', { [url]: 'https://casino.example/trustly-europe/0123456789abcdefghijkl?a=b' }],
    ['another algorithm', { BRIDGE_EUROPE_SIGNATURE: 'HS256' }],
    ['a long statement', { BRIDGE_EUROPE_SHOPPER_STATEMENT: 'x'.repeat(141) }],
    ['a weak key of ours', { BRIDGE_EUROPE_PRIVATE_KEY_FILE: file('weak.pem', weak.privateKey) }],
    ["a weak key of Trustly's", { BRIDGE_EUROPE_TRUSTLY_KEY_FILE: file('weak-public.pem', weak.publicKey) }],
    [
      'the keys the other way round',
      { BRIDGE_EUROPE_TRUSTLY_KEY_FILE: file('private.pem', ours.privateKey) },
    ],
    ['a key that is none', { BRIDGE_EUROPE_PRIVATE_KEY_FILE: file('none.pem', 'none') }],
    ['a file that is not there', { BRIDGE_EUROPE_PASSWORD_FILE: path.join(directory, 'nowhere') }],
  ])('with %s are refused, in one sentence without a secret', (_what, wrong) => {
    const problems = problemsOf({ ...ENV, ...wrong });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^BRIDGE_EUROPE_/);
    for (const secret of ['pass-word', ours.privateKey.slice(40, 90)])
      expect(problems[0]).not.toContain(secret);
  });
});
