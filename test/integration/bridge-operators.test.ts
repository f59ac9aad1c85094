import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BridgeSite, OPERATOR, OPERATOR_TOKEN, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

async function admin(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['bridge/app/admin.ts', ...args], {
    env: site.adminEnvironment(),
  });
  return stdout;
}

/** The same with something on standard input. */
async function adminTold(input: string, ...args: string[]): Promise<number | null> {
  const child = spawn(process.execPath, ['bridge/app/admin.ts', ...args], {
    env: site.adminEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('exit', resolve));
}

const isSignedIn = async (browser: FloorBrowser) => (await browser.get('/floor')).status === 200;

async function signedIn(
  url: string,
  name: string,
  password: string = OPERATOR.password,
): Promise<FloorBrowser> {
  const browser = new FloorBrowser(url);
  await browser.signIn(name, password);
  expect(await isSignedIn(browser)).toBe(true);
  return browser;
}

describe('an operator account', () => {
  it('is made by command with a password that is printed once, and is good at the floor page and for its JSON', async () => {
    const { url } = await site.bridge();
    const password = /^password (\S+)$/m.exec(await admin('operator', 'add', 'a.ames', 'look'))?.[1] ?? '';
    await signedIn(url, 'a.ames', password);
    expect(await admin('operator', 'list')).toContain('a.ames\tlook\tenabled');
    const [row] = await site.sql(`SELECT password_hash AS hash FROM operators WHERE name = 'a.ames'`);
    expect(row?.['hash']).toMatch(/^scrypt\$/);
    await expect(admin('operator', 'add', 'a.ames', 'look')).rejects.toMatchObject({ code: 2 });
  });

  it('takes a password from standard input, never from the command line, and none that is short', async () => {
    const { url } = await site.bridge();
    const add = ['operator', 'add', 'b.bell', 'look'];
    expect(await adminTold('too short\n', ...add, '--password-stdin')).toBe(2);
    expect(await adminTold('', ...add, 'hunter2hunter2')).toBe(2);
    expect(await adminTold('a long enough one\n', ...add, '--password-stdin')).toBe(0);
    await signedIn(url, 'b.bell', 'a long enough one');
  });

  it('may do what its role says and nothing more', async () => {
    const { url } = await site.bridge();
    await site.operator('looker', 'look');
    await site.operator('settler', 'settle');
    const status = async (name: string, method: string, path: string, body?: unknown) =>
      (await person(url, method, path, body, name)).status;
    const settle = [
      'POST',
      '/floor/fundings/unheard-of/settle',
      { outcome: 'not-credited', reason: 'x' },
    ] as const;
    const enrol = ['POST', '/floor/machines', { asset: 'EGM-ROLE' }] as const;
    expect([await status('looker', 'GET', '/floor/machines'), await status('looker', ...settle)]).toEqual([
      200, 403,
    ]);
    expect([await status('settler', ...settle), await status('settler', ...enrol)]).toEqual([404, 403]);
    expect(await status(OPERATOR.name, ...enrol)).toBe(201);
    const trail = await site.sql(`SELECT detail->>'actor' AS actor FROM audit WHERE subject = 'EGM-ROLE'`);
    expect(trail).toEqual([{ actor: OPERATOR.name }]);

    const browser = await signedIn(url, 'looker');
    expect((await browser.submit('/floor/reports/captures', { csv: 'fundingId,amount' })).status).toBe(403);
  });
});

describe('a session of the floor page ends', () => {
  it('at sign-out, for whoever kept the cookie too', async () => {
    const { url } = await site.bridge();
    const browser = await signedIn(url, OPERATOR.name);
    const kept = browser.cookie;
    await browser.submit('/floor/logout', {});
    expect(await isSignedIn(browser)).toBe(false);
    browser.cookie = kept;
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('on every process when the password is replaced, when the account is disabled, and stays ended', async () => {
    const [one, other] = [await site.bridge(), await site.bridge()];
    await site.operator('c.cole', 'look');
    const first = await signedIn(one.url, 'c.cole');
    const password = /^password (\S+)$/m.exec(await admin('operator', 'password', 'c.cole'))?.[1] ?? '';
    expect(await isSignedIn(first)).toBe(false);
    expect((await first.signIn('c.cole')).status).toBe(401);
    const second = await signedIn(other.url, 'c.cole', password);
    await admin('operator', 'disable', 'c.cole');
    expect(await isSignedIn(second)).toBe(false);
    expect((await new FloorBrowser(one.url).signIn('c.cole', password)).status).toBe(401);
    await admin('operator', 'enable', 'c.cole');
    expect(await isSignedIn(second)).toBe(false);
    await signedIn(one.url, 'c.cole', password);
  });

  it('and a new role holds at once', async () => {
    const { url } = await site.bridge();
    await site.operator('d.dunn', 'settle');
    const browser = await signedIn(url, 'd.dunn');
    await admin('operator', 'role', 'd.dunn', 'look');
    expect((await browser.submit('/floor/reports/captures', { csv: 'fundingId,amount' })).status).toBe(403);
  });
});

describe('a page of another origin', () => {
  const attempts = (url: string): Record<string, Record<string, string>> => ({
    'another port of the same host': { origin: `http://127.0.0.1:${Number(new URL(url).port) + 1}` },
    'another name of the same host': { origin: url.replace('127.0.0.1', 'localhost') },
    'another scheme': { origin: url.replace('http:', 'https:') },
    'a page without an origin': { origin: 'null' },
    'a page that the browser says is of another site': { 'sec-fetch-site': 'same-site' },
  });

  it('cannot act in the name of the person who is signed in, even when it knows the token of the form', async () => {
    const { url } = await site.bridge();
    const browser = await signedIn(url, OPERATOR.name);
    for (const [page, headers] of Object.entries(attempts(url))) {
      const { status } = await browser.submit('/floor/limits', { ubai: 'some-ubai' }, headers);
      expect([page, status]).toEqual([page, 403]);
    }
    expect((await browser.submit('/floor/limits', { ubai: 'some-ubai' })).status).toBe(200);
  });

  it('cannot sign its visitor in as somebody', async () => {
    const { url } = await site.bridge();
    const browser = new FloorBrowser(url);
    await browser.get('/floor/login');
    for (const headers of Object.values(attempts(url))) {
      const { name, password } = OPERATOR;
      expect((await browser.submit('/floor/login', { name, password }, headers)).status).toBe(403);
    }
  });

  it('has no token for a form: one of another session, and none, are refused', async () => {
    const { url } = await site.bridge();
    const [mine, other] = [await signedIn(url, OPERATOR.name), await signedIn(url, OPERATOR.name)];
    for (const form_token of ['', other.formToken, `${mine.formToken}x`])
      expect((await mine.submit('/floor/limits', { ubai: 'some-ubai', form_token })).status).toBe(403);
  });

  it('under a name that only resolves to this machine gets nothing', async () => {
    const { url } = await site.bridge();
    const { port } = new URL(url);
    const host = `127.0.0.1.evil.example:${port}`;
    const { status } = await rawGet(url, '/floor/login', host);
    expect(status).toBe(403);
  });
});

/** `fetch` does not let a caller choose the Host. */
async function rawGet(url: string, path: string, host: string): Promise<{ status: number }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(url + path, { headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    })
      .once('error', reject)
      .end();
  });
}

describe('a signing key that may have been seen', () => {
  it('is replaced at once: tokens of it end within a second or two, on every process', async () => {
    const [one, other] = [await site.bridge(), await site.bridge()];
    const before = await TestTpas.signIn(one.url);
    expect((await before.read('never-heard-of')).status).toBe(404);
    await admin('keys', 'rotate', '--at-once');
    for (const { url } of [one, other]) {
      const status = async () =>
        (
          await fetch(`${url}/v1/fundings/never-heard-of`, {
            headers: { authorization: before.authorization },
          })
        ).status;
      await expect.poll(status).toBe(401);
    }
    expect((await (await TestTpas.signIn(other.url)).read('never-heard-of')).status).toBe(404);
  });

  it('leaves the programs of the systems team alone', async () => {
    const { url } = await site.bridge();
    await admin('keys', 'rotate', '--at-once');
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
    expect((await fetch(`${url}/floor/machines`, { headers })).status).toBe(200);
  });
});
