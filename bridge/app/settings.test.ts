import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../platform/environment.ts';
import { readOwnerUrl, readSettings } from './settings.ts';

const COMPLETE = {
  TRUSTLY_URL: 'https://cashlesscasino.sandbox.trustly.one/',
  TRUSTLY_ACCESS_ID: 'id',
  TRUSTLY_ACCESS_KEY: 'key',
  TRUSTLY_MERCHANT_ID: 'merchant',
  TPAS_CLIENT_ID: 'tpas',
  TPAS_CLIENT_SECRET: 'secret-of-the-tpas',
  BRIDGE_OPERATOR_TOKEN: 'token-of-the-operators',
  BRIDGE_SECRET_KEY: '5e'.repeat(32),
};

const certificates = join(import.meta.dirname, '../../test/support/bridge/certificates');

/** What is said of these settings, laid over complete ones; nothing when they can be used. */
function problemsOf(changes: Record<string, string>): readonly string[] {
  try {
    readSettings({ ...COMPLETE, ...changes });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems;
  }
}

describe('the settings', () => {
  it('are complete with what Trustly gives and nothing else', () => {
    expect(readSettings(COMPLETE)).toMatchObject({
      listen: { host: '127.0.0.1', port: 7300 },
      databaseUrl: null,
      limits: { ceiling: { minor: 100_000, currency: 'USD' }, coolingOffMs: 86_400_000 },
      fundingWindowMs: 10_000,
      scanAndPay: { trustly: { url: 'https://cashlesscasino.sandbox.trustly.one' } },
    });
  });

  it.each([
    ['https://cashlesscasino.sandbox.trustly.one', {}, true],
    ['http://127.0.0.1:7301', {}, true],
    ['https://cashlesscasino.trustly.one', {}, false],
    ['https://sandbox.trustly.one.evil.example', {}, false],
    ['https://cashlesscasino.trustly.one', { BRIDGE_SIMULATED_CABINETS: 'yes' }, true],
  ])('with Trustly at %s and %j let a simulated cabinet in: %s', (url, more, expected) => {
    expect(readSettings({ ...COMPLETE, TRUSTLY_URL: url, ...more }).simulatedCabinets).toBe(expected);
  });

  const ON_FILE = {
    BRIDGE_RAILS: 'trustly-on-file,scan-and-pay',
    BRIDGE_PUBLIC_URL: 'https://pay.casino.example',
    BRIDGE_ON_FILE_URL: 'https://sandbox.trustly.one/',
    BRIDGE_ON_FILE_ACCESS_ID: 'on-file-id',
    BRIDGE_ON_FILE_ACCESS_KEY: 'on-file-key',
    BRIDGE_ON_FILE_MERCHANT_ID: '1002463580',
  };

  it('have Scan and Pay alone, unless Trustly on file is named with all that it needs', () => {
    expect(readSettings(COMPLETE)).toMatchObject({ rails: ['scan-and-pay'], onFile: null });
    expect(readSettings({ ...COMPLETE, ...ON_FILE })).toMatchObject({
      rails: ['trustly-on-file', 'scan-and-pay'],
      onFile: {
        merchant: {
          url: 'https://sandbox.trustly.one',
          accessId: 'on-file-id',
          accessKey: 'on-file-key',
          merchantId: '1002463580',
        },
        notificationUrl: null,
        signedWith: 'sha1',
        takesProcessed: false,
        holdHours: 0,
        paysOutInstantly: false,
      },
    });
  });

  it.each([
    [{ BRIDGE_RAILS: 'scan-and-pay,cash' }, 'BRIDGE_RAILS must be one of scan-and-pay trustly-on-file'],
    [{ BRIDGE_RAILS: 'scan-and-pay,scan-and-pay' }, 'BRIDGE_RAILS must name each rail once'],
    [
      { ...ON_FILE, BRIDGE_RAILS: 'trustly-on-file' },
      'TRUSTLY_… or TPAS_… is set, but BRIDGE_RAILS does not name scan-and-pay',
    ],
    [{ ...ON_FILE, BRIDGE_CURRENCY: 'EUR' }, 'BRIDGE_CURRENCY must be USD with trustly-on-file'],
    [{ ...ON_FILE, BRIDGE_MIN_AMOUNT: '0.98' }, 'BRIDGE_MIN_AMOUNT must be 0.99 or more'],
    [
      { ...ON_FILE, BRIDGE_RAILS: 'scan-and-pay' },
      'BRIDGE_ON_FILE_… is set, but BRIDGE_RAILS does not name trustly-on-file',
    ],
    [
      { BRIDGE_PUBLIC_URL: 'https://pay.casino.example' },
      'BRIDGE_PUBLIC_… is set, but BRIDGE_RAILS does not name trustly-on-file',
    ],
    [{ ...ON_FILE, BRIDGE_PUBLIC_URL: '' }, 'BRIDGE_PUBLIC_URL is not set'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_URL: 'http://pay.casino.example' }, 'BRIDGE_PUBLIC_URL must be https'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_URL: 'https://pay.example/p' }, 'BRIDGE_PUBLIC_URL must be scheme and name'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_URL: 'https://pay.the-casino.example' }, 'has 30 characters; at most 28'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_LISTEN: '7302' }, 'BRIDGE_PUBLIC_LISTEN must be host:port'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_LISTEN: '0.0.0.0:443' }, 'needed to listen beyond loopback'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_CODE_LIFETIME_S: '5' }, 'a whole number from 15 to 600'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_REMEMBER: 'maybe' }, 'BRIDGE_PUBLIC_REMEMBER must be one of yes no'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_CARDED: 'only' }, 'BRIDGE_PUBLIC_CARDED must be one of yes no'],
    [{ ...ON_FILE, BRIDGE_PUBLIC_PASSKEYS: 'maybe' }, 'BRIDGE_PUBLIC_PASSKEYS must be one of yes no only'],
    [
      { ...ON_FILE, BRIDGE_PUBLIC_URL: 'https://10.0.0.1', BRIDGE_PUBLIC_PASSKEYS: 'only' },
      'BRIDGE_PUBLIC_URL needs a name, not an address',
    ],
    [{ ...ON_FILE, BRIDGE_ON_FILE_PREAUTHORIZE_HOURS: '73' }, 'a whole number from 0 to 72'],
    [{ ...ON_FILE, BRIDGE_ON_FILE_URL: '' }, 'BRIDGE_ON_FILE_URL is not set'],
    [{ ...ON_FILE, BRIDGE_ON_FILE_URL: 'http://trustly.one' }, 'BRIDGE_ON_FILE_URL must be https'],
    [{ ...ON_FILE, BRIDGE_ON_FILE_ACCESS_ID: 'a:b' }, 'BRIDGE_ON_FILE_ACCESS_ID must not contain a colon'],
    [{ ...ON_FILE, BRIDGE_ON_FILE_ACCESS_KEY: '' }, 'BRIDGE_ON_FILE_ACCESS_KEY is not set'],
    [{ ...ON_FILE, BRIDGE_ON_FILE_MERCHANT_ID: '' }, 'BRIDGE_ON_FILE_MERCHANT_ID is not set'],
    [
      { ...ON_FILE, BRIDGE_ON_FILE_NOTIFICATION_URL: 'https://bridge.example/events' },
      'with the path /trustly-on-file/events',
    ],
    [{ ...ON_FILE, BRIDGE_ON_FILE_SIGNATURE: 'md5' }, 'BRIDGE_ON_FILE_SIGNATURE must be one of sha1 sha512'],
  ])('of rails %j are refused: %s', (changes, problem) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('need nothing of Scan and Pay where Trustly on file is the only rail', () => {
    const { BRIDGE_OPERATOR_TOKEN, BRIDGE_SECRET_KEY } = COMPLETE;
    const alone = { ...ON_FILE, BRIDGE_OPERATOR_TOKEN, BRIDGE_SECRET_KEY, BRIDGE_RAILS: 'trustly-on-file' };
    expect(readSettings(alone)).toMatchObject({ rails: ['trustly-on-file'], scanAndPay: null });
    expect(readSettings(alone).simulatedCabinets).toBe(true);
    expect(readSettings({ ...alone, BRIDGE_MIN_AMOUNT: '0.99' }).minAmount.minor).toBe(99);
  });

  it('offer passkeys where the pages have a name, to which browsers bind them', () => {
    const used = (env: NodeJS.ProcessEnv) =>
      readSettings({ ...COMPLETE, ...ON_FILE, ...env }).public?.passkeys;
    expect(used({})).toBe('yes');
    expect(used({ BRIDGE_PUBLIC_PASSKEYS: 'only' })).toBe('only');
    expect(used({ BRIDGE_PUBLIC_URL: 'https://10.0.0.1' })).toBe('no');
    expect(used({ BRIDGE_PUBLIC_URL: 'https://[fd00::1]' })).toBe('no');
  });

  it('let no card open the accounts of another phone, unless the casino says so', () => {
    const used = (env: NodeJS.ProcessEnv) => readSettings({ ...COMPLETE, ...ON_FILE, ...env }).public?.byCard;
    expect(used({})).toBe(false);
    expect(used({ BRIDGE_PUBLIC_CARDED: 'yes' })).toBe(true);
  });

  it('let no simulated cabinet in where one of the rails moves real money', () => {
    expect(readSettings({ ...COMPLETE, ...ON_FILE }).simulatedCabinets).toBe(true);
    const real = { ...ON_FILE, BRIDGE_ON_FILE_URL: 'https://trustly.one' };
    expect(readSettings({ ...COMPLETE, ...real }).simulatedCabinets).toBe(false);
  });

  it('take a secret from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'topper-settings-')), 'key');
    writeFileSync(file, 'from-a-file\n');
    const { TRUSTLY_ACCESS_KEY: _, ...rest } = COMPLETE;
    expect(readSettings({ ...rest, TRUSTLY_ACCESS_KEY_FILE: file }).scanAndPay?.trustly.accessKey).toBe(
      'from-a-file',
    );
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
    ['BRIDGE_CURRENCY', 'usd', 'usd is not a currency of ISO 4217'],
    ['BRIDGE_CURRENCY', 'XYZ', 'XYZ is not a currency of ISO 4217'],
    ['BRIDGE_MIN_AMOUNT', '0', 'BRIDGE_MIN_AMOUNT'],
    ['BRIDGE_GAMING_DAY_ZONE', 'Nevada', 'not a time zone'],
    [
      'DATABASE_URL',
      'postgres://bridge@db.casino.example/topper',
      'DATABASE_URL: a database on another machine',
    ],
    ['DATABASE_URL', 'postgres://bridge@127.0.0.1.evil.example/topper', 'needs TLS'],
    ['DATABASE_URL', 'postgres://bridge@127.0.0.1/topper?host=db.casino.example', 'needs TLS'],
    ['DATABASE_URL', 'postgres://bridge@db.casino.example/topper?sslmode=disable', 'needs TLS'],
    [
      'DATABASE_URL',
      'postgres://db.casino.example/topper?sslmode=verify-full&sslmode=disable',
      'comes twice',
    ],
    [
      'DATABASE_URL',
      'postgres://db.casino.example/topper?sslmode=verify-full&sslmode=no-verify',
      'comes twice',
    ],
    ['DATABASE_URL', 'postgres://127.0.0.1/topper?host=127.0.0.1&host=db.casino.example', 'comes twice'],
    [
      'DATABASE_URL',
      'postgres://db.casino.example/topper x?sslmode=verify-full&sslmod%65=disable',
      'comes twice',
    ],
    ['DATABASE_URL', 'postgres://db.casino.example/topper?sslm%6Fde=verify-full&options=a b', 'needs TLS'],
    ['TRUSTLY_URL', 'http://127.0.0.1.evil.example', 'must be https'],
    ['BRIDGE_LISTEN', '127.0.0.1.evil.example:7300', 'needed to listen beyond loopback'],
    ['BRIDGE_TRUSTED_PROXIES', '10.0.0.0/8,proxy', 'BRIDGE_TRUSTED_PROXIES: invalid IP address: proxy'],
    ['BRIDGE_SECRET_KEY', 'short', 'BRIDGE_SECRET_KEY must be 64 hexadecimal digits'],
    ['DATABASE_URL', 'nonsense', 'DATABASE_URL must look like postgres://'],
    ['DATABASE_URL', 'mysql://topper@db/topper', 'DATABASE_URL must look like postgres://'],
    ['DATABASE_URL', 'postgres://topper:pw@db:99999/topper', 'DATABASE_URL must look like postgres://'],
    ['DATABASE_URL', 'postgres://topper:p@ss@db/topper', 'write @ as %40'],
    ['DATABASE_URL', 'postgres://topper:p/ss@db/topper', '/ as %2F'],
    ['DATABASE_URL', 'postgres://topper:p#ss@db/topper', '# as %23'],
    ['DATABASE_URL', 'postgres://topper:p?ss@db/topper', '? as %3F'],
    ['DATABASE_URL', 'postgres://topper:p%ss@db/topper', '% as %25'],
    [
      'DATABASE_URL',
      'postgres://topper:pw@db/topper?sslmode=require',
      'sslmode must be verify-full or disable',
    ],
    ['DATABASE_URL', 'postgres://topper:pw@db/topper?sslrootcert=/nowhere', 'cannot be read (ENOENT)'],
    [
      'BRIDGE_TLS_CERT_FILE',
      join(certificates, 'first.crt'),
      'BRIDGE_TLS_CERT_FILE is set, but BRIDGE_TLS_KEY_FILE is not',
    ],
    [
      'BRIDGE_TLS_KEY_FILE',
      join(certificates, 'first.key'),
      'BRIDGE_TLS_KEY_FILE is set, but BRIDGE_TLS_CERT_FILE is not',
    ],
    ['BRIDGE_OPERATOR_TOKEN', 'x', 'BRIDGE_OPERATOR_TOKEN is too short'],
    ['BRIDGE_OPERATOR_TOKEN', 'sixteen and more, with spaces', 'must be printable ASCII'],
    ['BRIDGE_OPERATOR_TOKEN', 'sixteen-and-more,{with}$signs', 'only letters, digits and - . _ ~ + /'],
    ['BRIDGE_OPERATOR_TOKEN', 'an=sign-in-the-middle', 'only letters, digits and - . _ ~ + /'],
    ['TPAS_CLIENT_SECRET', 'short', 'TPAS_CLIENT_SECRET is too short'],
    ['TPAS_CLIENT_SECRET_OLD', 'x', 'TPAS_CLIENT_SECRET_OLD is too short'],
    ['TRUSTLY_ACCESS_ID', 'a:b', 'TRUSTLY_ACCESS_ID must not contain a colon'],
    ['TRUSTLY_URL', 'https://user:pw@trustly.test', 'TRUSTLY_URL must be a plain address'],
  ])('with %s=%j say: %s', (name, value, message) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(message)]);
  });

  it("ask the same of the owner's address", () => {
    const url = 'postgres://db.casino.example/topper?sslmode=verify-full&sslmode=disable';
    expect(() => readOwnerUrl({ MIGRATION_DATABASE_URL: url })).toThrow(
      /^MIGRATION_DATABASE_URL: .* comes twice/,
    );
  });

  const PROVIDER = {
    BRIDGE_OIDC_ISSUER: 'https://login.casino.example/floor/',
    BRIDGE_OIDC_CLIENT_ID: 'topper-bridge',
    BRIDGE_OIDC_CLIENT_SECRET: 'secret-at-the-provider',
    BRIDGE_OIDC_REDIRECT_URL: 'https://bridge.casino.example/floor/oidc/callback',
  };

  it('know no identity provider unless one is set, and take it as it is spelled', () => {
    expect(readSettings(COMPLETE).identityProvider).toBeNull();
    expect(readSettings({ ...COMPLETE, ...PROVIDER }).identityProvider).toEqual({
      issuer: 'https://login.casino.example/floor/',
      clientId: 'topper-bridge',
      clientSecret: 'secret-at-the-provider',
      redirectUrl: 'https://bridge.casino.example/floor/oidc/callback',
      claim: 'preferred_username',
    });
  });

  it.each([
    ['BRIDGE_OIDC_ISSUER', '', 'BRIDGE_OIDC_ISSUER is not set'],
    ['BRIDGE_OIDC_CLIENT_ID', '', 'BRIDGE_OIDC_CLIENT_ID is not set'],
    ['BRIDGE_OIDC_CLIENT_SECRET', '', 'BRIDGE_OIDC_CLIENT_SECRET is not set'],
    ['BRIDGE_OIDC_REDIRECT_URL', '', 'BRIDGE_OIDC_REDIRECT_URL is not set'],
    ['BRIDGE_OIDC_CLIENT_SECRET_FILE', '/nowhere', 'both set'],
    ['BRIDGE_OIDC_ISSUER', 'http://login.casino.example', 'BRIDGE_OIDC_ISSUER must be https'],
    [
      'BRIDGE_OIDC_ISSUER',
      'https://login.casino.example/.well-known/openid-configuration',
      'without /.well-known/',
    ],
    [
      'BRIDGE_OIDC_REDIRECT_URL',
      'http://bridge.casino.example/floor/oidc/callback',
      'BRIDGE_OIDC_REDIRECT_URL must be https',
    ],
    ['BRIDGE_OIDC_REDIRECT_URL', 'https://bridge.casino.example/floor', 'with the path /floor/oidc/callback'],
    ['BRIDGE_OIDC_CLAIM', 'sub', 'BRIDGE_OIDC_CLAIM must be one of preferred_username email'],
  ])('of an identity provider with %s=%j say: %s', (name, value, message) => {
    expect(problemsOf({ ...PROVIDER, [name]: value })).toEqual([expect.stringContaining(message)]);
  });

  it('with one word of an identity provider ask for all of them', () => {
    expect(problemsOf({ BRIDGE_OIDC_CLAIM: 'email' })).toEqual([
      expect.stringContaining('BRIDGE_OIDC_ISSUER'),
      expect.stringContaining('BRIDGE_OIDC_CLIENT_ID'),
      expect.stringContaining('BRIDGE_OIDC_CLIENT_SECRET'),
      expect.stringContaining('BRIDGE_OIDC_REDIRECT_URL'),
    ]);
  });

  it('tell all that is wrong at once, a line each', () => {
    const wrong = {
      DATABASE_URL: 'nonsense',
      TRUSTLY_URL: '',
      TPAS_CLIENT_SECRET: '',
      BRIDGE_OPERATOR_TOKEN: 'x',
      BRIDGE_LISTEN: '7300',
      BRIDGE_TLS_CERT_FILE: '/nowhere.crt',
      BRIDGE_TLS_KEY_FILE: '/nowhere.key',
      BRIDGE_MIN_AMOUNT: '5000',
      BRIDGE_COOLING_OFF_HOURS: 'long',
      BRIDGE_API_ALLOW: 'anybody',
    };
    const problems = problemsOf(wrong);
    for (const name of Object.keys(wrong)) {
      expect(problems.filter((line) => line.startsWith(name))).toHaveLength(1);
    }
    expect(problems).toHaveLength(Object.keys(wrong).length);
  });

  it('need the secret key where the ledger is in a database of its own', () => {
    const database = { DATABASE_URL: 'postgres://bridge@127.0.0.1/topper', BRIDGE_SECRET_KEY: '' };
    expect(problemsOf(database)).toEqual([
      expect.stringContaining('BRIDGE_SECRET_KEY (or BRIDGE_SECRET_KEY_FILE) is not set'),
    ]);
    expect(problemsOf({ BRIDGE_SECRET_KEY: '' })).toEqual([]);
  });

  it('say that certificate and key do not belong together', () => {
    const [first, second] = [join(certificates, 'first.crt'), join(certificates, 'second.key')];
    expect(problemsOf({ BRIDGE_TLS_CERT_FILE: first, BRIDGE_TLS_KEY_FILE: second })).toEqual([
      expect.stringContaining(
        'BRIDGE_TLS_CERT_FILE and BRIDGE_TLS_KEY_FILE are not a certificate and its key',
      ),
    ]);
  });

  it('never tell a part of a secret', () => {
    const told = problemsOf({
      DATABASE_URL: 'postgres://topper:hunter2@hunter3@db:99999/topper?sslmode=hunter4',
      BRIDGE_OPERATOR_TOKEN: 'hunter5',
      TPAS_CLIENT_SECRET: 'hunter6',
      TRUSTLY_ACCESS_ID: 'hunter7:x',
      TRUSTLY_URL: 'https://u:hunter8@trustly.test',
    });
    expect(told).toHaveLength(5);
    expect(told.join()).not.toContain('hunter');
  });
});
