import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { AskError } from '../json-over-http.ts';
import type { DeskAction } from './contract.ts';
import { firstSnapshot } from './first-snapshot.ts';
import { DeskServer } from './server.ts';
import { Situation } from './situation.ts';

class StillGlass extends EventEmitter<{ picture: [jpeg: Buffer] }> {
  picture: Buffer | null = null;
}

let page: string;
let glass: StillGlass;
let situation: Situation;
let done: DeskAction[];
let refusal: AskError | null;
let desk: DeskServer;

beforeEach(async () => {
  page = await mkdtemp(path.join(tmpdir(), 'topper-page-'));
  await writeFile(path.join(page, 'index.html'), '<title>desk</title>');
  glass = new StillGlass();
  situation = new Situation(
    firstSnapshot({
      asset: 'EGM-1',
      runtime: 'Electron',
      glassOnDeskOnly: true,
      phones: null,
      rail: 'scan-and-pay',
      startedAt: 0,
    }),
  );
  done = [];
  refusal = null;
  desk = await DeskServer.listen(0, {
    page,
    situation,
    glass,
    act: async (action) => {
      if (refusal) throw refusal;
      done.push(action);
    },
  });
});

afterEach(async () => {
  await desk.close();
  await rm(page, { recursive: true });
});

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${desk.url}/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: desk.url, ...headers },
    body: JSON.stringify(body),
  });
}

const ACTIONS: DeskAction[] = [
  { to: 'link', condition: 'blackHole' },
  { to: 'kiosk', action: 'kill' },
  { to: 'demo', action: 'reset' },
  { to: 'trustly', faults: { qrApi: 'slow', slowMs: 5_000 } },
  { to: 'cabinet', action: { action: 'note.insert', minor: 2_000, genuine: false } },
  { to: 'cabinet', action: { action: 'power', on: false } },
  { to: 'cabinet', action: { action: 'powerCutAt', step: 'credited' } },
];

test.each(ACTIONS)('an action reaches what it is for, whole: %j', async (action) => {
  expect((await post(action)).status).toBe(204);
  expect(done).toEqual([action]);
});

test.each([
  {},
  { to: 'bridge' },
  { to: 'link', condition: 'sideways' },
  { to: 'kiosk', action: 'kill', more: 1 },
])('what is not an action does nothing [checked-at-the-door]: %j', async (body) => {
  expect((await post(body)).status).toBe(400);
  expect(done).toEqual([]);
});

test('a foreign page gets 403, and nothing is done', async () => {
  expect((await post(ACTIONS[0], { origin: 'http://evil.example' })).status).toBe(403);
  expect(done).toEqual([]);
});

test('what refuses says why', async () => {
  refusal = new AskError('the power is off', 400);
  const answer = await post(ACTIONS[0]);
  expect(answer.status).toBe(409);
  expect(await answer.json()).toEqual({ error: { code: 'NOT_NOW', message: 'the power is off' } });
});

test('what does not answer is told apart from what refuses', async () => {
  refusal = new AskError('no answer', null);
  expect((await post(ACTIONS[0])).status).toBe(502);
});

test('the page comes with a policy that lets nothing foreign in', async () => {
  const answer = await fetch(desk.url);
  expect(await answer.text()).toContain('desk');
  expect(answer.headers.get('content-security-policy')).toMatch(
    /^default-src 'self'.*frame-ancestors 'none'/,
  );
});

test('a page that connects gets the last snapshot and picture at once, then every change', async () => {
  glass.picture = Buffer.from('a picture');
  const socket = new WebSocket(`${desk.url.replace('http', 'ws')}/desk`, { origin: desk.url });
  const messages: string[] = [];
  socket.on('message', (data: Buffer) => messages.push(data.toString()));
  await expect.poll(() => messages.length).toBe(2);
  expect(messages).toEqual([JSON.stringify(situation.snapshot), 'a picture']);

  situation.update({ link: 'cut' });
  glass.emit('picture', Buffer.from('another'));
  await expect.poll(() => messages.length).toBe(4);
  expect(messages[2]).toContain('"link":"cut"');
  expect(messages[3]).toBe('another');
  socket.close();
  await once(socket, 'close');
});

test('the next free port is taken where the wanted one is not free', async () => {
  const wanted = Number(new URL(desk.url).port);
  const parts = { page, situation, glass, act: async () => undefined };
  const second = await DeskServer.listen(wanted, parts);
  expect(Number(new URL(second.url).port)).toBeGreaterThan(wanted);
  await second.close();
});
