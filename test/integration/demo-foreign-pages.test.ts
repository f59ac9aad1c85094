/** The local ports of the demo obey no web page: a real browser, on this machine, on a page of somebody else. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { VirtualCabinetState } from '../../simulators/cabinet-board/control.ts';
import { openLoopback } from '../../hardware/transports/open-loopback.ts';
import { startCabinetProcess, type CabinetProcess } from '../support/board/cabinet-process.ts';
import { CHROMIUM, PHONE_ARGUMENTS } from '../support/sandbox/microsite-visit.ts';
import { startSandboxFixture, type SandboxFixture } from '../support/sandbox/sandbox-fixture.ts';

let directory: string;
let cabinet: CabinetProcess;
let sandbox: SandboxFixture;
let stranger: Server;
let browser: Browser;
let page: Page;
let before: VirtualCabinetState;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-foreign-'));
  cabinet = await startCabinetProcess(path.join(directory, 'cabinet.memory'));
  sandbox = await startSandboxFixture('http://127.0.0.1:9');
  stranger = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>stranger</title>');
  }).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    // What DNS rebinding does: a foreign name that leads to this machine.
    args: [...PHONE_ARGUMENTS, '--host-resolver-rules=MAP rebound.example 127.0.0.1'],
  });
  page = await browser.newPage();
});
afterAll(async () => {
  await browser.close();
  stranger.close();
  await sandbox.close();
  await cabinet.service.kill();
  await rm(directory, { recursive: true });
});
beforeEach(async () => {
  before = await cabinet.state();
});

const DOOR = '{"action":"door","open":true}';

interface PageRequest {
  method?: string;
  mode?: 'no-cors';
  headers?: Record<string, string>;
  body?: string;
}

/** What a page of this address gets for the request: a status, or null where its browser shows it nothing. */
async function asPage(of: string, url: string, init: PageRequest): Promise<number | null> {
  await page.goto(of);
  return page.evaluate(
    async ([to, how]) =>
      fetch(to, how).then(
        ({ status, type }) => (type === 'opaque' ? null : status),
        () => null,
      ),
    [url, init] as const,
  );
}

const strangersPage = (): string => `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
const rebound = (url: string, path: string): string => {
  const there = new URL(path, url);
  there.hostname = 'rebound.example';
  return there.href;
};

test('a page of somebody else cannot open the door of the cabinet', async () => {
  await asPage(strangersPage(), `${cabinet.controlUrl}/actions`, {
    method: 'POST',
    mode: 'no-cors',
    body: DOOR,
  });
  expect(await cabinet.state()).toEqual(before);
});

test('a page under a name that was made to lead here cannot do so either, and cannot read', async () => {
  const own = rebound(cabinet.controlUrl, '/state');
  expect(await asPage(own, rebound(cabinet.controlUrl, '/actions'), { method: 'POST', body: DOOR })).toBe(
    403,
  );
  expect(await asPage(own, own, {})).toBe(403);
  expect(await asPage(own, rebound(cabinet.controlUrl, '/watch'), {})).toBe(403);
  expect(await cabinet.state()).toEqual(before);
});

test("a page of somebody else cannot break Trustly's stand-in", async () => {
  const faults = await sandbox.faults();
  const init = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...faults, qrApi: 'down' }),
  };
  const own = rebound(sandbox.url(), '/control/faults');
  expect(await asPage(own, own, init)).toBe(403);
  expect(await raw(`${sandbox.url()}/control/faults`, { ...init, origin: 'https://evil.example' })).toBe(403);
  expect(await raw(`${sandbox.url()}/control/payments`, { method: 'GET', origin: 'null' })).toBe(403);
  expect(await sandbox.faults()).toEqual(faults);
});

test.each([
  ['a foreign Origin', { origin: 'https://evil.example' }],
  ['the Origin of a file', { origin: 'null' }],
  ['its own address as Origin, from which it serves no page', { origin: 'own' }],
  ['a foreign Host', { host: 'evil.example' }],
  ['the Host of another port', { host: '127.0.0.1:1' }],
])('the cabinet does nothing for %s', async (_, { origin, host }: { origin?: string; host?: string }) => {
  const from = origin === 'own' ? cabinet.controlUrl : origin;
  const asked = await raw(`${cabinet.controlUrl}/actions`, {
    method: 'POST',
    body: DOOR,
    ...(from !== undefined && { origin: from }),
    ...(host !== undefined && { host }),
  });
  expect(asked).toBe(403);
  expect(await cabinet.state()).toEqual(before);
});

test("a page that speaks to the board's own socket is hung up on, and keeps no kiosk away", async () => {
  const call = connect(cabinet.reportsPort, '127.0.0.1');
  call.on('error', () => undefined);
  await once(call, 'connect');
  // A page holds the connection open and says nothing yet: the board is still free.
  const kiosk = await openLoopback(cabinet.reportsPort)({ report: () => undefined, lost: () => undefined });
  const heard: Buffer[] = [];
  call.on('data', (bytes: Buffer) => heard.push(bytes));
  call.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  await once(call, 'close');
  expect(Buffer.concat(heard).length).toBe(0);
  await kiosk.close();
});

interface RawRequest {
  method: string;
  host?: string;
  origin?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a Host header that `fetch` does not allow. */
async function raw(url: string, { method, host, origin, headers, body }: RawRequest): Promise<number> {
  const call = request(url, {
    method,
    headers: { ...headers, ...(host !== undefined && { host }), ...(origin !== undefined && { origin }) },
  });
  call.end(body);
  const [response] = (await once(call, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  return response.statusCode;
}
