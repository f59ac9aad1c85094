/** How the kiosk starts, in the real Electron: its window, its command line, its exit codes. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKiosk, type Kiosk } from '../support/shell/kiosk.ts';
import { lonelySettings, runKiosk } from '../support/shell/kiosk-command.ts';

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

  it('says in plain words that the machine is not available, with no bridge and no cabinet [plain-words]', async () => {
    kiosk = await startLonely();
    await kiosk.says('cannot be reached');
    expect(await kiosk.code()).toBeNull();
  });

  it('quits on request without an error', async () => {
    kiosk = await startLonely();
    const child = kiosk.app.process();
    await kiosk.close();
    kiosk = null;
    // Playwright tells of the end of its connection, which comes before the end of the process.
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child).toMatchObject({ exitCode: 0, signalCode: null });
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
