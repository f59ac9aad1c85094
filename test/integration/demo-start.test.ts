/** `npm start` as a sales engineer's machine runs it, but without a browser: up, seen from the desk, and gone again. */
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Demo, DEMO_START_MS, hasCode } from '../support/demo.ts';

let demo: Demo;

beforeAll(async () => {
  demo = await Demo.create();
  await demo.start();
}, DEMO_START_MS);

afterAll(async () => {
  await demo.remove();
});

test('every program runs, the code is read from the picture of the glass, and the books agree', async () => {
  const { glass, programs } = await demo.seen(hasCode);
  expect(glass.code?.text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/cashlesscasino-client\?token=/);
  expect(Object.values(programs)).toEqual(Array.from({ length: 4 }, () => ({ state: 'running' })));
  const { reconciliation } = await demo.seen(({ reconciliation }) => reconciliation.verdict === 'agree');
  expect(reconciliation).toMatchObject({ amount: { minor: 0, currency: 'USD' } });
});

test('secrets are readable by their owner alone', async () => {
  for (const file of ['secrets.json', 'EGM-0042.secret', 'kiosk/settings.json']) {
    expect((await stat(path.join(demo.state, file))).mode & 0o077, file).toBe(0);
  }
});

test('a foreign page can neither act nor watch', async () => {
  expect(await demo.ask({ to: 'link', condition: 'cut' }, 'https://evil.example')).toBe(403);
  await expect(once(demo.watch('https://evil.example'), 'open')).rejects.toThrow(/403/);
  expect((await demo.seen(hasCode)).link).toBe('up');
});

test('the link switch cuts real connections: the code goes, and comes back by itself (G1)', async () => {
  expect(await demo.ask({ to: 'link', condition: 'cut' })).toBe(204);
  const cut = await demo.seen(({ glass }) => glass.live && glass.code === null);
  expect(cut.link).toBe('cut');
  expect(await demo.ask({ to: 'link', condition: 'up' })).toBe(204);
  expect((await demo.seen(hasCode)).link).toBe('up');
});

test('a note and a killed kiosk: the meter rises, and the kiosk comes back with a code', async () => {
  expect(await demo.ask({ to: 'cabinet', action: { action: 'note.insert', minor: 2000 } })).toBe(204);
  const noted = await demo.seen(({ cabinet }) => cabinet?.meters.notesIn === 2000);
  expect(noted.cabinet?.meters.credits).toBe(2000);

  const restarting = demo.seen(({ programs }) => programs.kiosk.state === 'restarting');
  expect(await demo.ask({ to: 'kiosk', action: 'kill' })).toBe(204);
  expect((await restarting).glass.live).toBe(false);
  expect((await demo.seen(hasCode)).programs.kiosk.state).toBe('running');
});

test('Ctrl-C leaves no process behind', async () => {
  expect((await demo.processes()).length).toBeGreaterThan(6);
  expect(await demo.end('SIGINT')).toEqual([0, null]);
  expect(await demo.processes()).toEqual([]);
});

test('nor does a demo that is killed; what it kept carries over', { timeout: DEMO_START_MS }, async () => {
  await demo.start();
  const { cabinet } = await demo.seen((snapshot) => snapshot.cabinet !== null && hasCode(snapshot));
  expect(cabinet?.meters.notesIn).toBe(2000);
  await demo.end('SIGKILL');
  await expect.poll(async () => demo.processes()).toEqual([]);
});
