/**
 * What happens to the glass when a process of the kiosk crashes, hangs or freezes, as seen on the screen itself: the
 * picture is the X server's, so nothing of the kiosk has to be alive to look at it.
 */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processTree } from '../rest/processor-time.ts';
import type { Kiosk } from '../support/shell/kiosk.ts';
import { ShellSite } from '../support/shell/shell-site.ts';
import { waitFor } from '../support/wait.ts';
import { XScreen } from '../support/shell/x-screen.ts';

const before = process.env['DISPLAY'];
let screen: XScreen;
let site: ShellSite;

beforeEach(async () => {
  screen = await XScreen.start();
  process.env['DISPLAY'] = screen.name;
  site = await ShellSite.start();
});

afterEach(async () => {
  await site.stop();
  await screen.stop();
  if (before === undefined) delete process.env['DISPLAY'];
  else process.env['DISPLAY'] = before;
});

const codeShown = (): Promise<string> => waitFor('a code on the screen', () => screen.code());
const codeGone = (): Promise<true> =>
  waitFor('no code on the screen', async () => (await screen.code()) === null);

async function rendererPid(kiosk: Kiosk): Promise<number> {
  return kiosk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('no window');
    return window.webContents.getOSProcessId();
  });
}

/** Those whose command line has that part. */
async function processesOf(kiosk: Kiosk, part: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await processTree(kiosk.app.process().pid ?? 0)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(part)) found.push(pid);
  }
  if (found.length === 0) throw new Error(`no process with ${part}`);
  return found;
}

describe('the renderer', () => {
  it('that crashes is replaced, and the code is on the glass again', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    const crashed = await rendererPid(kiosk);
    process.kill(crashed, 'SIGKILL');
    await site.logged('renderer.failed');
    await expect.poll(() => rendererPid(kiosk)).not.toBe(crashed);
    expect(await codeShown()).toMatch(/^https:/);
  });

  it('that hangs does not keep a code on the glass that may not be there [live-codes-only]', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      void BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('for (;;);');
    });
    site.bridge.cut();
    await site.logged('renderer.ended');
    await codeGone();

    site.bridge.reachable = true;
    expect(await codeShown()).toMatch(/^https:/);
  });

  it('that is stopped does not either, and is replaced though it cannot be asked to end [live-codes-only]', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    const stopped = await rendererPid(kiosk);
    process.kill(stopped, 'SIGSTOP');
    site.bridge.cut();
    await codeGone();

    site.bridge.reachable = true;
    expect(await codeShown()).toMatch(/^https:/);
    expect(await rendererPid(kiosk)).not.toBe(stopped);
  });

  it('that crashes while its page loads is one failure, and the code is on the glass again', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const crash = (): void => {
        const pid = contents?.getOSProcessId() ?? 0;
        if (pid === 0) setImmediate(crash);
        else process.kill(pid, 'SIGKILL');
      };
      contents?.once('did-start-navigation', crash);
    });
    const failures = () => kiosk.log.filter(({ event }) => event === 'renderer.failed');
    process.kill(await rendererPid(kiosk), 'SIGKILL');
    await expect.poll(failures, { timeout: 20_000 }).toHaveLength(2);
    expect(await codeShown()).toMatch(/^https:/);
    expect(failures()).toHaveLength(2);
  });

  it('whose page cannot be loaded is loaded again', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('no window');
      const load = contents.loadURL.bind(contents);
      contents.loadURL = async () => {
        contents.loadURL = load;
        throw new Error('ERR_FAILED');
      };
    });
    process.kill(await rendererPid(kiosk), 'SIGKILL');
    await site.logged('renderer.failed', ({ msg }) => msg === 'page not loaded');
    expect(await codeShown()).toMatch(/^https:/);
  });
});

describe('the processes behind the page', () => {
  it('that draw on the display may crash: the code is on the glass again', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    const [crashed = 0] = await processesOf(kiosk, '--type=gpu-process');
    process.kill(crashed, 'SIGKILL');
    await expect.poll(() => processesOf(kiosk, '--type=gpu-process').catch(() => [])).not.toContain(crashed);
    const url = await codeShown();
    site.bridge.cut();
    await codeGone();
    site.bridge.reachable = true;
    expect(await codeShown()).not.toBe(url);
  });

  it('that draw on the display may stop: the code is on the glass again', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    for (const pid of await processesOf(kiosk, '--type=gpu-process')) process.kill(pid, 'SIGSTOP');
    process.kill(await rendererPid(kiosk), 'SIGKILL');
    await site.logged('renderer.ended');
    await codeGone();
    expect(await codeShown()).toMatch(/^https:/);
  });
});

describe('the main process', () => {
  it('that is frozen cannot keep a code beyond its expiry: the renderer blanks it by itself [blank-by-itself]', async () => {
    site.bridge.codeLifetimeMs = 16_000;
    // The next code comes just before: frozen in the middle of drawing it, the screen would have none to begin with.
    const kiosk = await site.startKiosk({ code: { rotateBeforeExpiryMs: 1_000 } });
    await codeShown();
    const { pid } = kiosk.app.process();
    if (pid === undefined) throw new Error('no process');
    try {
      const url = await waitFor('a code on the screen of a frozen process', async () => {
        process.kill(pid, 'SIGSTOP');
        const shown = await screen.code();
        if (shown === null) process.kill(pid, 'SIGCONT'); // in the middle of drawing the next one
        return shown;
      });
      await codeGone();
      expect(await readFile(`/proc/${pid}/stat`, 'utf8')).toContain(') T ');
      process.kill(pid, 'SIGCONT');
      expect(await codeShown()).not.toBe(url);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('ends with an error and no dialog after an error that nothing caught', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    const child = kiosk.app.process();
    await kiosk.app.evaluate(() => {
      setTimeout(() => {
        throw new Error('a defect');
      });
    });
    await waitFor('the end of the process', () => child.exitCode !== null);
    expect(child.exitCode).toBe(1);
    expect(kiosk.log).toContainEqual(expect.objectContaining({ level: 60, msg: 'uncaught' }));
    await codeGone();
  });
});

describe('the window', () => {
  it('that was closed comes back', async () => {
    const kiosk = await site.startKiosk();
    await codeShown();
    await kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await codeGone();
    expect(await codeShown()).toMatch(/^https:/);
  });
});
