import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  BridgeSite,
  OPERATOR,
  operator,
  person,
  requestToken,
  TestTpas,
} from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

/** How often each status was answered. */
async function counted(times: number, ask: (n: number) => Promise<number>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let n = 0; n < times; n++) {
    const status = await ask(n);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

async function refusedAt(url: string, door: string): Promise<number> {
  const text = await (await operator(url, 'GET', '/metrics')).text();
  return Number(
    new RegExp(`^topper_logins_refused_total\\{door="${door}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
  );
}

describe('wrong secrets from the address of the TPAS', () => {
  it('as access tokens are told to wait, are measured, and leave its own as good and as fast as before', async () => {
    const { url } = await site.bridge({ BRIDGE_API_RATE_PER_S: '5' });
    const tpas = await TestTpas.signIn(url);
    const guess = async (n: number) => {
      const headers = { authorization: `Bearer guess-${n}` };
      return (await fetch(`${url}/v1/fundings/f-1`, { headers })).status;
    };
    expect(await counted(60, guess)).toEqual({ 401: 20, 429: 40 });
    expect(await refusedAt(url, 'bearer')).toBe(60);
    expect((await tpas.read('never-heard-of')).status).toBe(404);
    expect((await operator(url, 'GET', '/floor/machines')).status).toBe(200);
  });

  it('as client secrets under its own name are told to wait, and do not lock it out', async () => {
    const { url } = await site.bridge();
    const guess = async (n: number) => (await requestToken(url, 'tpas', `guess ${n}`)).status;
    expect(await counted(80, guess)).toEqual({ 401: 10, 429: 70 });
    const refused = await requestToken(url, 'tpas', 'guess');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toEqual({ error: 'slow_down' });
    expect((await requestToken(url, 'tpas', 'secret-of-the-tpas')).status).toBe(200);
    expect(await refusedAt(url, 'client')).toBe(81);
  });
});

describe('wrong secrets of a machine', () => {
  it('are told to wait and are measured; the machine itself is let in', async () => {
    const { url } = await site.bridge();
    const { asset, secret } = await site.enrolled({ url });
    const guess = async (n: number) =>
      TestKiosk.dial(url, asset, `guess ${n}`).then(
        () => 101,
        (error: Error) => Number(/\d{3}/.exec(error.message)?.[0]),
      );
    expect(await counted(30, guess)).toEqual({ 401: 20, 429: 10 });
    expect(await refusedAt(url, 'kiosk')).toBe(30);
    const kiosk = await TestKiosk.connect(url, asset, secret);
    kiosk.drop();
  });

  it('leave no socket behind, also when the caller does not close its side', async () => {
    const { url } = await site.bridge();
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
    const lines = [
      'GET /egm-link HTTP/1.1',
      'Host: bridge',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: topper.egm-link.v1',
      '',
      '',
    ];
    socket.write(lines.join('\r\n'));
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    await once(socket, 'end');
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    // A socket that is still open takes what is written; a socket that was closed resets the connection.
    const gone = new Promise<string | undefined>((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    const writing = setInterval(() => socket.write('x'), 20);
    expect(await gone).toMatch(/^(ECONNRESET|EPIPE)$/);
    clearInterval(writing);
    socket.destroy();
  });
});

describe('wrong passwords of an operator', () => {
  it('are not looked at any more after ten, not even the right one; other operators are', async () => {
    const { url } = await site.bridge();
    await site.operator('e.eve', 'look');
    const status = async (password: string) => (await new FloorBrowser(url).signIn('e.eve', password)).status;
    expect(await counted(12, async (n) => status(`guess ${n}`))).toEqual({ 401: 10, 429: 2 });
    expect(await status(OPERATOR.password)).toBe(429);
    expect((await person(url, 'GET', '/floor/machines', undefined, 'e.eve')).status).toBe(429);
    expect((await person(url, 'GET', '/floor/machines')).status).toBe(200);
  });
});

/** How sign-ins to these accounts are answered when they come from one address at once. */
async function volley(url: string, address: string, names: string[]): Promise<Response[]> {
  const from = async (name: string) =>
    fetch(`${url}/floor/machines`, {
      headers: { authorization: `Basic ${btoa(`${name}:guess`)}`, 'x-forwarded-for': address },
    });
  return Promise.all(names.map(from));
}

describe('passwords that come all at once', () => {
  it('allow no more guesses than passwords one after the other', async () => {
    const { url } = await site.bridge();
    const ask = (password: string) => {
      const authorization = `Basic ${btoa(`${OPERATOR.name}:${password}`)}`;
      return `GET /floor/machines HTTP/1.1\r\nHost: bridge\r\nAuthorization: ${authorization}\r\n\r\n`;
    };
    const socket = await RawSocket.to(Number(new URL(url).port));
    const statuses = async (times: number) => {
      const text = await socket.until(new RegExp(`(HTTP/1.1 [^]*){${times}}`));
      return Array.from(text.matchAll(/HTTP\/1\.1 (\d+)/g), ([, status]) => Number(status));
    };
    for (let n = 1; n <= 9; n++) {
      socket.write(ask(`guess ${n}`));
      expect((await statuses(n)).at(-1)).toBe(401);
    }
    // Both are sent in one write, so that the second is there before the first is found wrong.
    socket.write(ask('guess 10') + ask(OPERATOR.password));
    expect((await statuses(11)).slice(9)).toEqual([401, 429]);
    socket.close();
  });

  it('for names that are made up are told to wait, and somebody else signs in meanwhile', async () => {
    const { url } = await site.bridge(PROXY);
    const names = Array.from({ length: 40 }, (_, n) => `made-up-${n}`);
    const flood = volley(url, '198.51.100.1', names);
    expect((await person(url, 'GET', '/floor/machines')).status).toBe(200);
    const answers = await flood;
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(30);
    expect(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
  });
});

describe("the operators' JSON", () => {
  it('is served at one pace to each of them', async () => {
    const { url } = await site.bridge({ BRIDGE_API_RATE_PER_S: '5' });
    const asked = Array.from(
      { length: 40 },
      async () => (await operator(url, 'GET', '/floor/machines')).status,
    );
    expect(await Promise.all(asked)).toContain(429);
    expect((await person(url, 'GET', '/floor/machines')).status).toBe(200);
  });
});

const PROXY = { BRIDGE_TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' };

describe('behind a proxy', () => {
  it('that is trusted each caller counts by its own address', async () => {
    const { url } = await site.bridge(PROXY);
    const from = async (address: string, password: string) => {
      const authorization = `Basic ${btoa(`${OPERATOR.name}:${password}`)}`;
      const headers = { authorization, 'x-forwarded-for': address };
      return (await fetch(`${url}/floor/machines`, { headers })).status;
    };
    await counted(10, async (n) => from('198.51.100.1', `guess ${n}`));
    expect(await from('198.51.100.1', OPERATOR.password)).toBe(429);
    expect(await from('198.51.100.2', OPERATOR.password)).toBe(200);
    expect(await from('198.51.100.1, 10.1.2.3', OPERATOR.password)).toBe(429);
  });

  it('that is trusted the allow list of the TPAS is held against the caller, and otherwise against the proxy', async () => {
    const allow = { BRIDGE_API_ALLOW: '203.0.113.7' };
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    for (const [settings, status] of [
      [{ ...allow, ...PROXY }, 401],
      [allow, 403],
    ] as const) {
      const { url } = await site.bridge(settings);
      expect((await fetch(`${url}/v1/fundings/f-1`, { headers })).status).toBe(status);
    }
  });

  it('that ends TLS the floor page has the origin and the cookie of the address in the browser', async () => {
    const { url } = await site.bridge(PROXY);
    const browser = new FloorBrowser(url, {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'bridge.casino.example',
      origin: 'https://bridge.casino.example',
    });
    expect((await browser.signIn()).status).toBe(303);
    expect(browser.cookie).toMatch(/^__Host-topper-floor=\S+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect((await browser.get('/floor')).status).toBe(200);
    const untrusting = await site.bridge();
    expect(
      (await new FloorBrowser(untrusting.url, { origin: 'https://bridge.casino.example' }).signIn()).status,
    ).toBe(403);
  });
});
