import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePorts } from './free-ports.ts';
import { PhoneDoor } from './phone-door.ts';

const PUBLIC = 'https://192.168.1.20:7311';

let servers: Server[];
let door: PhoneDoor;
let own: string;
/** What came in behind the door. */
let asked: { at: string; origin: string | undefined; host: string | undefined }[];

beforeEach(async () => {
  asked = [];
  const behind = async (name: string, answer: () => string): Promise<number> => {
    const server = createServer((incoming, outgoing) => {
      const { origin, host } = incoming.headers;
      asked.push({ at: `${name} ${incoming.url}`, origin, host });
      outgoing.setHeader('content-type', 'text/html; charset=utf-8');
      outgoing.setHeader('content-security-policy', "script-src 'self'; frame-ancestors 'none'");
      outgoing.setHeader('location', `${PUBLIC}/next`);
      outgoing.end(answer());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };
  servers = [];
  const trustly = await behind('trustly', () => 'banks');
  const pages = await behind('pages', () => `${PUBLIC}/back http://127.0.0.1:${trustly}/start/x.js é`);
  const [port = 0] = await freePorts(1);
  door = await PhoneDoor.open(port, { pages, trustly, publicUrl: PUBLIC }, null);
  own = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  await door.close();
  for (const server of servers) server.close();
});

test('what a page says of its own address and of Trustly it says in the words of the phone, which may frame it', async () => {
  const answer = await fetch(`${own}/EGM-0042/token`, { redirect: 'manual' });
  expect(await answer.text()).toBe(`${own}/back ${own}/start/x.js é`);
  expect(answer.headers.get('location')).toBe(`${own}/next`);
  expect(answer.headers.get('content-security-policy')).toBe(
    "script-src 'self'; frame-ancestors http://127.0.0.1:* http://localhost:*",
  );
});

test('a form of its own page comes from the public address, and one of another page from where it does', async () => {
  for (const origin of [own, 'https://evil.example'])
    await fetch(`${own}/EGM-0042/token`, { method: 'POST', body: 'a=b', headers: { origin } });
  expect(asked.map(({ origin }) => origin)).toEqual([PUBLIC, 'https://evil.example']);
});

test("Trustly's pages are Trustly's; its API and its control port are not behind this door", async () => {
  for (const path of [
    '/start/lightbox?a=b',
    '/cashlesscasino-client?token=x',
    '/api/v1/x',
    '/control/faults',
  ])
    await fetch(`${own}${path}`);
  expect(asked.map(({ at }) => at)).toEqual([
    'trustly /start/lightbox?a=b',
    'trustly /cashlesscasino-client?token=x',
    'pages /api/v1/x',
    'pages /control/faults',
  ]);
});

test('a page under a name that was made to lead here is sent away', async () => {
  const call = request(`${own}/EGM-0042/token`, { headers: { host: 'rebound.example' } }).end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  expect([answer.statusCode, await text(answer), asked]).toEqual([403, '', []]);
});

test('a program behind it that is not there is a bad gateway', async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  expect((await fetch(`${own}/EGM-0042/token`)).status).toBe(502);
});
