/** The door of the phone's pages as a casino opens it: with TLS of the bridge's own, and behind a proxy [tls-or-loopback]. */
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PhoneSite } from '../support/bridge/phone-site.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

const HSTS = 'max-age=31536000';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let site: PhoneSite;
beforeAll(async () => {
  browser = await launchPhoneBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  context = await browser.newContext({ ignoreHTTPSErrors: true });
  page = await context.newPage();
});
afterEach(() => context.close());

const certificate = (name: string) => new URL(`../support/bridge/certificates/${name}`, import.meta.url);

/** From the code on the glass over the bank to the meter. */
async function paysWithItsOwnCookie(): Promise<void> {
  const { asset, kiosk } = await site.machine();
  kiosk.creditEverything();
  const code = await site.code(kiosk);
  expect(code).toMatch(/^https:\/\/localhost:/);
  const answer = await page.goto(code);
  expect(answer?.headers()['strict-transport-security']).toBe(HSTS);
  const [cookie] = await context.cookies();
  expect([cookie?.name, cookie?.secure, cookie?.domain]).toEqual(['__Host-topper-phone', true, 'localhost']);
  await page.getByRole('button', { name: '$20' }).click();
  const login = (await page.locator('#bank').getAttribute('data-login')) ?? '';
  const data = JSON.parse(login) as Record<string, string>;
  expect(data['returnUrl']).toBe(`${code}/returned`);
  await page.goto((await site.trustly.logIn({ kind: 'script', script: '', data })).href);
  await page.getByRole('heading', { name: 'Added to the machine' }).waitFor();
  expect(await site.credited(asset)).toEqual([2_000]);
}

/** How a made-up code of this phone is answered. */
async function madeUp(forwardedFor: string): Promise<number> {
  const headers = { 'x-forwarded-for': forwardedFor };
  return (await context.request.get(`${site.url}/EGM-1/made-up`, { headers })).status();
}

describe("with TLS of the bridge's own", () => {
  let directory: string;
  const install = async (name: 'first' | 'second') => {
    await copyFile(certificate(`${name}.crt`), join(directory, 'pages.crt'));
    await copyFile(certificate(`${name}.key`), join(directory, 'pages.key'));
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'topper-pages-'));
    await install('first');
    site = await PhoneSite.open(async (port) => ({
      url: `https://localhost:${port}`,
      settings: {
        BRIDGE_PUBLIC_TLS_CERT_FILE: join(directory, 'pages.crt'),
        BRIDGE_PUBLIC_TLS_KEY_FILE: join(directory, 'pages.key'),
      },
    }));
  });
  afterAll(async () => {
    expect(await site.close()).toEqual([]);
    await rm(directory, { recursive: true });
  });

  it('a phone pays, and its cookie is of this host alone', paysWithItsOwnCookie);

  it('what speaks no TLS is told nothing', async () => {
    const socket = await RawSocket.to(Number(new URL(site.url).port));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect((await socket.untilClosed()).toString('latin1')).not.toContain('HTTP');
  });

  it('nobody chooses the address by which they are counted', async () => {
    let asked = 0;
    await expect.poll(() => madeUp(`203.0.113.${++asked}`), { interval: 0 }).toBe(429);
    expect(asked).toBe(21);
  });

  it('a renewed certificate is taken without a restart', async () => {
    const servedBy = async (name: string) => {
      const ca = await readFile(certificate(`${name}.crt`));
      return new Promise<boolean>((resolve) => {
        const port = Number(new URL(site.url).port);
        const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca });
        socket.once('secureConnect', () => resolve(true)).once('error', () => resolve(false));
        socket.unref();
      });
    };
    expect(await servedBy('first')).toBe(true);
    await install('second');
    process.emit('SIGHUP');
    expect([await servedBy('first'), await servedBy('second')]).toEqual([false, true]);
  });
});

describe('behind a proxy that has the TLS', () => {
  let proxy: Server;
  beforeAll(async () => {
    const [cert, key] = await Promise.all([
      readFile(certificate('first.crt')),
      readFile(certificate('first.key')),
    ]);
    site = await PhoneSite.open(async (inner) => {
      proxy = createServer({ cert, key }, (asking, answering) => {
        const { method, url: path, headers, socket } = asking;
        const forwarded = [headers['x-forwarded-for'], socket.remoteAddress]
          .flat()
          .filter(Boolean)
          .join(', ');
        const told = {
          'x-forwarded-for': forwarded,
          'x-forwarded-proto': 'https',
          'x-forwarded-host': 'evil.example',
        };
        const to = request({
          host: '127.0.0.1',
          port: inner,
          method,
          path,
          headers: { ...headers, ...told },
        });
        to.on('response', (answer) => {
          answering.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(answering);
        });
        to.on('error', () => answering.destroy());
        asking.pipe(to);
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const { port } = proxy.address() as AddressInfo;
      return { url: `https://localhost:${port}`, settings: { BRIDGE_TRUSTED_PROXIES: '127.0.0.1' } };
    });
  });
  afterAll(async () => {
    expect(await site.close()).toEqual([]);
    proxy.closeAllConnections();
    proxy.close();
  });

  it('a phone pays at the name of the settings, whatever the proxy calls it', paysWithItsOwnCookie);

  it('phones are counted by their own address, and not by what they say before it', async () => {
    let asked = 0;
    await expect.poll(() => madeUp(`198.51.100.${++asked}, 203.0.113.1`), { interval: 0 }).toBe(429);
    expect(asked).toBe(21);
    expect(await madeUp('203.0.113.2')).toBe(404);
  });
});
