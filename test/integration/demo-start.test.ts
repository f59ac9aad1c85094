/** `npm start` as a sales engineer's machine runs it, but without a browser: up, seen from the desk, and gone again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { DeskAction, DeskSnapshot } from '../../demo/desk/contract.ts';

const START_MS = 240_000; // the first start fetches a runtime and initialises a database
const START = path.resolve(import.meta.dirname, '../../demo/start.ts');

let state: string;
let demo: ChildProcess;
let desk: string;

beforeAll(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'topper-demo-'));
  desk = await start();
}, START_MS);

afterAll(async () => {
  if (demo.exitCode === null && demo.signalCode === null) {
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  }
  await rm(state, { recursive: true, force: true });
});

/** Starts the demo and resolves with the desk's address. */
async function start(): Promise<string> {
  demo = spawn(process.execPath, [START, '--no-open', '--desk-port', '0', '--state', state], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [demo.stdout, demo.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const url = /Demo desk +(http:\S+)/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    demo.once('exit', (code) => {
      reject(new Error(`the demo ended with ${code}:\n${said.join('\n')}`));
    });
  });
}

/** The first snapshot of the desk for which `wanted` holds. */
async function seen(wanted: (snapshot: DeskSnapshot) => boolean): Promise<DeskSnapshot> {
  const page = new WebSocket(`${desk.replace('http', 'ws')}/desk`, { origin: desk });
  try {
    return await new Promise((resolve, reject) => {
      page.on('error', reject);
      page.on('message', (data: Buffer, isPicture) => {
        if (isPicture) return;
        const snapshot = JSON.parse(data.toString()) as DeskSnapshot;
        if (wanted(snapshot)) resolve(snapshot);
      });
    });
  } finally {
    page.terminate();
  }
}

/** Every process that was started with the demo's state directory or by the demo, by its command line. */
async function processesOfTheDemo(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(state)) found.push(`${pid} ${command.replaceAll('\0', ' ')}`);
  }
  return found;
}

/** What the page of `origin` gets for asking the desk to do something. */
async function ask(origin: string, action: DeskAction): Promise<number> {
  const answer = await fetch(`${desk}/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(action),
  });
  return answer.status;
}

const hasCode = ({ glass }: DeskSnapshot): boolean => glass.code !== null;

test('every program runs, the code is read from the picture of the glass, and the books agree', async () => {
  const { glass, programs } = await seen(hasCode);
  expect(glass.code?.text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/cashlesscasino-client\?token=/);
  expect(Object.values(programs)).toEqual(Array.from({ length: 4 }, () => ({ state: 'running' })));
  const { reconciliation } = await seen(({ reconciliation }) => reconciliation.verdict === 'agree');
  expect(reconciliation).toMatchObject({ amount: { minor: 0, currency: 'USD' } });
});

test('secrets are readable by their owner alone', async () => {
  for (const file of ['secrets.json', 'EGM-0042.secret', 'kiosk/settings.json']) {
    expect((await stat(path.join(state, file))).mode & 0o077, file).toBe(0);
  }
});

test('a foreign page can neither act nor watch', async () => {
  expect(await ask('https://evil.example', { to: 'link', condition: 'cut' })).toBe(403);
  const rebound = { origin: 'http://rebound.example', headers: { host: 'rebound.example' } };
  const watching = new WebSocket(`${desk.replace('http', 'ws')}/desk`, rebound);
  await expect(once(watching, 'open')).rejects.toThrow(/403/);
  expect((await seen(hasCode)).link).toBe('up');
});

test('the link switch cuts real connections: the code goes, and comes back by itself (G1)', async () => {
  expect(await ask(desk, { to: 'link', condition: 'cut' })).toBe(204);
  const cut = await seen(({ glass }) => glass.live && glass.code === null);
  expect(cut.link).toBe('cut');
  expect(await ask(desk, { to: 'link', condition: 'up' })).toBe(204);
  expect((await seen(hasCode)).link).toBe('up');
});

test('a note and a killed kiosk: the meter rises, and the kiosk comes back with a code', async () => {
  expect(await ask(desk, { to: 'cabinet', action: { action: 'note.insert', minor: 2000 } })).toBe(204);
  const noted = await seen(({ cabinet }) => cabinet?.meters.notesIn === 2000);
  expect(noted.cabinet?.meters.credits).toBe(2000);

  const restarting = seen(({ programs }) => programs.kiosk.state === 'restarting');
  expect(await ask(desk, { to: 'kiosk', action: 'kill' })).toBe(204);
  expect((await restarting).glass.live).toBe(false);
  expect((await seen(hasCode)).programs.kiosk.state).toBe('running');
});

test('Ctrl-C leaves no process behind', async () => {
  expect((await processesOfTheDemo()).length).toBeGreaterThan(4);
  demo.kill('SIGINT');
  expect(await once(demo, 'exit')).toEqual([0, null]);
  expect(await processesOfTheDemo()).toEqual([]);
});

test('nor does a demo that is killed; what it kept carries over', { timeout: START_MS }, async () => {
  desk = await start();
  const { cabinet } = await seen((snapshot) => snapshot.cabinet !== null && hasCode(snapshot));
  expect(cabinet?.meters.notesIn).toBe(2000);
  demo.kill('SIGKILL');
  await expect.poll(processesOfTheDemo, { timeout: 20_000 }).toEqual([]);
});
