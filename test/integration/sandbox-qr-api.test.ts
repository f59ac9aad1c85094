/** The QR code API, code by code as documented for Scan and Pay, and its faults. */
import { get } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxFaults } from '../../sandbox/control.ts';
import { CREDENTIALS, startSandboxFixture, type SandboxFixture } from '../support/sandbox/sandbox-fixture.ts';

const { merchantId } = CREDENTIALS;
const honest = { expiryForm: 'noZone', clockAheadMs: 0 } as const;
const valid = { asset: 'EGM-Floor1-042', merchantId, gameName: 'Blackjack Video', id: 'PLAYER_998877' };

let sandbox: SandboxFixture;
beforeAll(async () => {
  sandbox = await startSandboxFixture('http://127.0.0.1:1');
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.setFaults({ qrApi: 'ok', slowMs: 0, codeLifetimeMs: 60_000, ...honest });
});

async function issued(): Promise<{ token: string; expiresAt: string; url: string; date: number }> {
  const response = await sandbox.askForCode(valid);
  const body = (await response.json()) as { token: string; expiresAt: string; url: string };
  return { ...body, date: Date.parse(response.headers.get('date') ?? '') };
}

describe('200', () => {
  test('gives a token, its expiry and the url that carries it, properly encoded', async () => {
    const { token, url } = await issued();
    expect(token).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(url.startsWith(`${sandbox.url()}/cashlesscasino-client?token=`)).toBe(true);
    expect(new URL(url).searchParams.get('token')).toBe(token);
    expect(url.length).toBeGreaterThan(400);
    expect(url.length).toBeLessThan(520);
  });

  test('expires a minute later, in UTC with four decimals and no zone', async () => {
    const { expiresAt, date } = await issued();
    expect(expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{4}$/);
    const lifetimeMs = Date.parse(`${expiresAt.slice(0, -1)}Z`) - date;
    // The Date header is cut to whole seconds and taken a moment later.
    expect(Math.abs(lifetimeMs - 60_000)).toBeLessThan(1_500);
  });

  test('needs neither game nor player, and every code is a new one', async () => {
    const body = { asset: 'EGM-0042', merchantId };
    const tokens = await Promise.all(
      [1, 2].map(async () => ((await (await sandbox.askForCode(body)).json()) as { token: string }).token),
    );
    expect(new Set(tokens).size).toBe(2);
  });
});

describe('400', () => {
  test.each([
    ['without asset', { merchantId }],
    ['without merchantId', { asset: 'EGM-0042' }],
    ['with an empty asset', { asset: '', merchantId }],
    ['with an asset that is no string', { asset: 42, merchantId }],
  ])('%s', async (_, body) => {
    expect((await sandbox.askForCode(body)).status).toBe(400);
  });

  test('when the body is not JSON', async () => {
    const response = await fetch(`${sandbox.url()}/auth-service/api/oauth2/qrcode/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${CREDENTIALS.accessId}:${CREDENTIALS.accessKey}`)}`,
        'content-type': 'application/json',
      },
      body: '{"asset": ',
    });
    expect(response.status).toBe(400);
  });
});

test.each(['access:wrong', 'wrong:key', 'access', '', ':'])(
  '401 with the credentials "%s"',
  async (credentials) => {
    const response = await sandbox.askForCode({}, credentials);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
  },
);

test('403 for a merchant that the account is not authorized for', async () => {
  expect((await sandbox.askForCode({ ...valid, merchantId: '987654321' })).status).toBe(403);
});

describe('a fault', () => {
  test.each<[SandboxFaults['qrApi'], number]>([
    ['badRequest', 400],
    ['unauthorized', 401],
    ['forbidden', 403],
    ['error', 500],
  ])('%s answers %d', async (qrApi, status) => {
    await sandbox.setFaults({ qrApi });
    expect((await sandbox.askForCode(valid)).status).toBe(status);
  });

  test('down destroys the connection', async () => {
    await sandbox.setFaults({ qrApi: 'down' });
    await expect(sandbox.askForCode(valid)).rejects.toThrow('fetch failed');
  });

  test('slow answers right, and not sooner than told', async () => {
    await sandbox.setFaults({ qrApi: 'slow', slowMs: 300 });
    const askedAt = performance.now();
    expect((await sandbox.askForCode(valid)).status).toBe(200);
    // A timer may fire a millisecond early, never earlier.
    expect(performance.now() - askedAt).toBeGreaterThanOrEqual(299);
  });

  test('garbage answers 200 with what is no JSON', async () => {
    await sandbox.setFaults({ qrApi: 'garbage' });
    const response = await sandbox.askForCode(valid);
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  test.each([
    ['utc', /\.\d{3}Z$/],
    ['offset', /\.\d{3}-08:00$/],
  ] as const)('writes the same expiry in the form %s', async (expiryForm, form) => {
    await sandbox.setFaults({ expiryForm });
    const { expiresAt, date } = await issued();
    expect(expiresAt).toMatch(form);
    expect(Math.abs(Date.parse(expiresAt) - date - 60_000)).toBeLessThan(1_500);
  });

  test('sets the clock wrong in the Date header and in the expiry alike', async () => {
    const ahead = 3_600_000;
    const before = await issued();
    await sandbox.setFaults({ clockAheadMs: ahead, expiryForm: 'utc' });
    const { expiresAt, date, url } = await issued();
    expect(date - before.date).toBeGreaterThanOrEqual(ahead);
    expect(Math.abs(Date.parse(expiresAt) - date - 60_000)).toBeLessThan(1_500);
    expect((await fetch(url)).status).toBe(200);
  });

  test('that does not exist is refused, and changes nothing [checked-at-the-door]', async () => {
    expect((await sandbox.setFaults({ codeLifetimeMs: -1 })).status).toBe(400);
    expect(await (await fetch(`${sandbox.url()}/control/faults`)).json()).toMatchObject({
      codeLifetimeMs: 60_000,
    });
  });
});

test('the control port answers nobody who came by another name', async () => {
  const { port } = new URL(sandbox.url());
  const ask = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/control/payments', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });
  expect(await ask(`localhost:${port}`)).toBe(200);
  expect(await ask('sandbox.example')).toBe(403);
});
