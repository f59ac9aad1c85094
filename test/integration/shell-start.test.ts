/** How the kiosk starts, in the real Electron: its window, its settings file, its exit codes. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKiosk, type Kiosk } from '../support/kiosk.ts';
import { lonelySettings, runKiosk } from '../support/kiosk-command.ts';

let directory: string;
let kiosk: Kiosk | null = null;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-shell-'));
});

afterEach(async () => {
  await kiosk?.close();
  kiosk = null;
  await rm(directory, { recursive: true, force: true });
});

async function startLonely(): Promise<Kiosk> {
  return startKiosk(directory, await lonelySettings(directory));
}

describe('the window', () => {
  it('fills the display with the glass', async () => {
    kiosk = await startLonely();
    const { app, glass } = kiosk;
    const place = () =>
      app.evaluate(({ BrowserWindow, screen }) => {
        const [window] = BrowserWindow.getAllWindows();
        return { bounds: window?.getBounds(), display: screen.getPrimaryDisplay().bounds };
      });
    await expect.poll(async () => (await place()).bounds).toEqual((await place()).display);
    expect(await glass.title()).toBe('Topper');
    expect(glass.url()).toBe('app://glass/index.html');
  });

  it('says in plain words that the machine is not available, with no bridge and no cabinet (G6)', async () => {
    kiosk = await startLonely();
    await kiosk.says('can not be reached');
    expect(await kiosk.code()).toBeNull();
  });

  it('quits on request without an error', async () => {
    kiosk = await startLonely();
    const child = kiosk.app.process();
    await kiosk.close();
    kiosk = null;
    expect(child.exitCode).toBe(0);
  });
});

describe('the command line', () => {
  it('explains itself with --help', async () => {
    const { code, stdout } = await runKiosk(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--user-data-dir=DIR');
  });

  it.each([
    { args: ['settle'], says: 'unknown argument "settle"' },
    { args: ['--user-data-dir'], says: '--user-data-dir needs a directory' },
  ])('refuses $args in one line', async ({ args, says }) => {
    const { code, stderr } = await runKiosk(args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr.split('\n')).toHaveLength(1);
  });

  it('lets only one kiosk use a data directory', async () => {
    kiosk = await startLonely();
    const { code, stderr } = await runKiosk([`--user-data-dir=${directory}`]);
    expect(code).toBe(1);
    expect(stderr).toContain('another kiosk already uses');
  });
});

describe('the settings file', () => {
  const file = (name: string): string => path.join(directory, name);
  const ended = () => runKiosk([`--user-data-dir=${directory}`]);

  it('is asked for in one line when it is missing', async () => {
    const { code, stderr } = await ended();
    expect(code).toBe(2);
    expect(stderr).toBe(`topper: ${file('settings.json')}: the file is missing`);
  });

  it.each([
    { what: 'damaged', content: '', says: 'not readable as JSON' },
    {
      what: 'incomplete',
      content: '{"cabinet":{"kind":"virtual","port":1}}',
      says: 'the setting "link" is missing',
    },
  ])('is named with its fault in one line when it is $what', async ({ content, says }) => {
    await writeFile(file('settings.json'), content);
    const { code, stderr } = await ended();
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr.split('\n')).toHaveLength(1);
  });

  it('must not have the link in plain text off the machine (S2)', async () => {
    const settings = await lonelySettings(directory);
    const link = { ...settings.link, url: 'ws://cms.casino.example/egm-link' };
    await writeFile(file('settings.json'), JSON.stringify({ ...settings, link }));
    const { code, stderr } = await ended();
    expect(code).toBe(2);
    expect(stderr).toContain('must begin with wss://');
  });

  it('of 0 bytes after a power cut is put aside, and the last good one is used', async () => {
    kiosk = await startLonely();
    await kiosk.close();
    const before = await readFile(file('settings.last-good.json'), 'utf8');
    kiosk = await startKiosk(directory, null);
    await kiosk.close();

    await writeFile(file('settings.json'), '');
    kiosk = await startKiosk(directory, null);
    await kiosk.says('can not be reached');
    expect(await readFile(file('settings.rejected.json'), 'utf8')).toBe('');
    for (const kept of ['settings.rejected.json', 'settings.last-good.json', 'settings.json']) {
      expect((await stat(file(kept))).mode & 0o777, kept).toBe(0o600);
    }
    expect(JSON.parse(await readFile(file('settings.json'), 'utf8'))).toEqual(JSON.parse(before));
  });
});
