/**
 * Electron's security checklist, item by item, in the real application [locked-down]. Item 19, fuses:
 * shell-package.test.ts.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WebPreferences } from 'electron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../tools/checkout.ts';
import { startKiosk, type Kiosk } from '../support/shell/kiosk.ts';
import { lonelySettings } from '../support/shell/kiosk-command.ts';
import { waitFor } from '../support/wait.ts';

let directory: string;
let kiosk: Kiosk;
let preferences: WebPreferences;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-security-'));
  kiosk = await startKiosk(directory, await lonelySettings(directory));
  await kiosk.says('cannot be reached');
  preferences = await kiosk.app.evaluate(({ webContents }) => {
    const [glass] = webContents.getAllWebContents() as unknown as {
      getLastWebPreferences(): WebPreferences;
    }[];
    if (glass === undefined) throw new Error('no glass');
    const { session: _session, ...plain } = glass.getLastWebPreferences();
    return plain;
  });
});

afterAll(async () => {
  await kiosk.close();
  await rm(directory, { recursive: true, force: true });
});

/** What the glass's page gets when it asks for this address; the kiosk itself is asked nothing. */
const fetched = (url: string): Promise<string> =>
  kiosk.glass.evaluate(
    (address) =>
      fetch(address).then(
        (response) => `status ${response.status}`,
        () => 'refused',
      ),
    url,
  );

describe('1. only secure content', () => {
  it('is loaded: everything comes from the glass’s own scheme', async () => {
    const loaded = await kiosk.glass.evaluate(() => [
      location.href,
      ...[...document.scripts].map(({ src }) => src),
      ...[...document.styleSheets].map(({ href }) => href ?? 'inline'),
    ]);
    expect(loaded.length).toBeGreaterThan(2);
    expect(loaded.filter((url) => !url.startsWith('app://glass/'))).toEqual([]);
    expect(await kiosk.glass.evaluate(() => isSecureContext)).toBe(true);
  });
});

describe('2. Node', () => {
  it('is not within reach of the glass, its frames or its workers', async () => {
    expect(preferences.nodeIntegration).toBe(false);
    expect(preferences.nodeIntegrationInSubFrames).toBe(false);
    expect(
      await kiosk.glass.evaluate(() =>
        ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
      ),
    ).toEqual([]);
  });
});

describe('3. the preload’s world', () => {
  it('is isolated from the page', async () => {
    expect(preferences.contextIsolation).toBe(true);
    expect(await kiosk.glass.evaluate(() => Object.isFrozen(Reflect.get(globalThis, 'topper')))).toBe(true);
  });
});

describe('4. the sandbox', () => {
  it('holds the glass', () => {
    expect(preferences.sandbox).toBe(true);
  });

  it('holds every renderer there will ever be, but where a developer’s start is without', async () => {
    // It cannot be checked as root, as tests may run: Chromium has no sandbox then.
    const bundle = await readFile(path.join(CHECKOUT, 'dist/main/kiosk.js'), 'utf8');
    expect(bundle).toMatch(/if \(!app\.commandLine\.hasSwitch\("no-sandbox"\)\) app\.enableSandbox\(\)/);
  });
});

describe('5. permissions', () => {
  it('are denied, all of them', async () => {
    const states = await kiosk.glass.evaluate(() =>
      Promise.all(
        (
          [
            'geolocation',
            'notifications',
            'camera',
            'microphone',
            'clipboard-read',
            'midi',
          ] as PermissionName[]
        ).map(async (name) => (await navigator.permissions.query({ name })).state),
      ),
    );
    expect(new Set(states)).toEqual(new Set(['denied']));
  });

  it('are not granted when the page asks its person', async () => {
    expect(await kiosk.glass.evaluate(() => Notification.requestPermission())).toBe('denied');
  });

  it.each([
    { what: 'the camera', ask: () => navigator.mediaDevices.getUserMedia({ video: true }) },
    { what: 'the screen', ask: () => navigator.mediaDevices.getDisplayMedia() },
    {
      what: 'the place',
      ask: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
    },
  ])('$what is refused when asked for', async ({ ask }) => {
    const answer = await kiosk.glass.evaluate(`(${ask.toString()})().then(() => 'granted', () => 'refused')`);
    expect(answer).toBe('refused');
  });
});

describe('6. web security', () => {
  it('is on', () => {
    expect(preferences.webSecurity).toBe(true);
  });
});

describe('7. the content security policy', () => {
  it('allows the glass’s own files and nothing else, and the page is held to it', async () => {
    const policy = await kiosk.glass.evaluate(async () => {
      const violated = new Promise<string>((resolve) => {
        addEventListener('securitypolicyviolation', ({ originalPolicy }) => resolve(originalPolicy), {
          once: true,
        });
      });
      const loaded = await fetch('app://glass/index.html').then(
        () => 'loaded',
        () => null,
      );
      return loaded ?? violated;
    });
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self'",
      "connect-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]);
  });

  it.each(['app://glass/index.html', 'app://glass/none'])('comes with the other headers: %s', async (url) => {
    const headers = await kiosk.app.evaluate(async ({ BrowserWindow }, address) => {
      const response = await BrowserWindow.getAllWindows()[0]?.webContents.session.fetch(address);
      return Object.fromEntries(response?.headers.entries() ?? []);
    }, url);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none'; /) as string,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  });

  it('runs no inline script and no text as code', async () => {
    const run = await kiosk.glass.evaluate(() => {
      try {
        document.body.append(
          Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }),
        );
      } catch {
        return 'refused';
      }
      return 'ran' in globalThis ? 'ran' : 'refused';
    });
    expect(run).toBe('refused');
  });
});

describe('8. to 10. the renderer', () => {
  it('has no insecure content, experimental features or switched-on Blink features', () => {
    expect(preferences).toMatchObject({ allowRunningInsecureContent: false, experimentalFeatures: false });
    expect(preferences.enableBlinkFeatures ?? '').toBe('');
  });
});

describe('11. and 12. webviews', () => {
  it('do not exist', async () => {
    expect(preferences.webviewTag).toBe(false);
    const kind = await kiosk.glass.evaluate(() =>
      Object.prototype.toString.call(document.createElement('webview')),
    );
    expect(kind).toMatch(/HTMLUnknownElement|HTMLElement/);
  });
});

describe('13. navigation', () => {
  it.each(['https://example.com/', 'app://glass/other.html', 'mailto:somebody@example.com'])(
    'to %s is denied',
    async (url) => {
      const denied = await kiosk.app.evaluate(async ({ webContents }, address) => {
        const [glass] = webContents.getAllWebContents();
        if (glass === undefined) throw new Error('no glass');
        const asked = new Promise<boolean>((resolve) => {
          // Called after the application's own listener.
          glass.once('will-frame-navigate', (event) => setImmediate(() => resolve(event.defaultPrevented)));
        });
        void glass.executeJavaScript(`location.href = ${JSON.stringify(address)}; 0`);
        return (await asked) && glass.getURL();
      }, url);
      expect(denied).toBe('app://glass/index.html');
    },
  );

  it('to an empty page, which Chromium lets nobody deny, is undone', async () => {
    const url = await kiosk.app.evaluate(async ({ webContents }) => {
      const [glass] = webContents.getAllWebContents();
      if (glass === undefined) throw new Error('no glass');
      const back = new Promise<string>((resolve) => {
        glass.on('did-finish-load', () => {
          if (glass.getURL() !== 'about:blank') resolve(glass.getURL());
        });
      });
      await glass.executeJavaScript("location.href = 'about:blank'; 0");
      return back;
    });
    expect(url).toBe('app://glass/index.html');
    await kiosk.says('cannot be reached');
  });
});

describe('14. new windows', () => {
  it('are denied', async () => {
    expect(await kiosk.glass.evaluate(() => open('https://example.com/') === null)).toBe(true);
    expect(await kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });
});

describe('15. other programs', () => {
  it('are never opened: the kiosk has no code for it', async () => {
    const bundle = await readFile(path.join(CHECKOUT, 'dist/main/kiosk.js'), 'utf8');
    expect(bundle).not.toContain('openExternal');
  });
});

describe('16. the version of Electron', () => {
  it('that ships is pinned exactly', async () => {
    const { devDependencies } = JSON.parse(await readFile(path.join(CHECKOUT, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('17. IPC', () => {
  it('from another page of ours is refused, fail closed', async () => {
    const preload = path.join(CHECKOUT, 'dist/preload/preload.cjs');
    const answer = await kiosk.app.evaluate(async ({ BrowserWindow }, file) => {
      const [glass] = BrowserWindow.getAllWindows();
      const session = glass?.webContents.session;
      if (session === undefined) throw new Error('no glass');
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { session, sandbox: true, preload: file },
      });
      await stranger.loadURL('app://glass/index.html');
      const asked: unknown = await stranger.webContents.executeJavaScript(
        "topper.snapshot().then(() => 'answered', () => 'refused')",
      );
      stranger.destroy();
      return asked;
    }, preload);
    expect(answer).toBe('refused');
  });

  it('with a payload that does not fit changes nothing', async () => {
    const before = await kiosk.glass.locator('body').innerText();
    await kiosk.glass.evaluate(() => {
      const bridge = Reflect.get(globalThis, 'topper') as { painted(report: unknown): void };
      for (const wrong of [
        null,
        'x',
        {},
        { sequence: -1, code: null },
        { sequence: 1, code: null, more: 1 },
      ]) {
        bridge.painted(wrong);
      }
    });
    await waitFor('the refusals', () => {
      const refused = kiosk.log.filter(({ msg }) => msg === 'malformed report of the glass ignored');
      return refused.length >= 5;
    });
    expect(await kiosk.glass.locator('body').innerText()).toBe(before);
  });
});

describe('18. the scheme', () => {
  it('is the glass’s own; files of the disk are out of reach', async () => {
    expect(await fetched('file:///etc/passwd')).toBe('refused');
    expect(await kiosk.glass.evaluate(() => location.protocol)).toBe('app:');
  });

  it.each([
    'app://glass/',
    'app://glass/../package.json',
    'app://glass/%2e%2e/main/kiosk.js',
    'app://glass/index.html?x',
    'app://other/index.html',
    'app://glass/.built-from',
  ])('serves exactly what was built, not %s', async (url) => {
    const answer = await kiosk.app.evaluate(async ({ BrowserWindow }, address) => {
      const [glass] = BrowserWindow.getAllWindows();
      const response = await glass?.webContents.session.fetch(address).catch(() => null);
      return response?.ok ?? false;
    }, url);
    expect(answer).toBe(false);
  });

  it('is only read from', async () => {
    const status = await kiosk.app.evaluate(async ({ BrowserWindow }) => {
      const [glass] = BrowserWindow.getAllWindows();
      const response = await glass?.webContents.session.fetch('app://glass/index.html', { method: 'POST' });
      return response?.status;
    });
    expect(status).toBe(404);
  });
});

describe('20. the page', () => {
  it('has five functions and no part of Electron', async () => {
    const names = await kiosk.glass.evaluate(() => Object.keys(Reflect.get(globalThis, 'topper') as object));
    expect(names.sort()).toEqual(['onUpdate', 'operator', 'painted', 'snapshot', 'touched']);
  });
});

describe('beyond the checklist', () => {
  it.each(['https://example.com/', 'http://127.0.0.1:1/', 'ws://127.0.0.1:1/'])(
    'the renderer has no network, not even past its policy: %s',
    async (url) => {
      const loaded = await kiosk.app.evaluate(async ({ BrowserWindow }, address) => {
        const [glass] = BrowserWindow.getAllWindows();
        return glass?.webContents.session.fetch(address.replace(/^ws/, 'http')).then(
          () => 'loaded',
          (error: Error) => error.message,
        );
      }, url);
      expect(loaded).toContain('ERR_BLOCKED_BY_CLIENT');
    },
  );

  it('no session that there will ever be has one either', async () => {
    const loaded = await kiosk.app.evaluate(async ({ session }) =>
      session
        .fromPartition('another')
        .fetch('http://127.0.0.1:1/')
        .then(
          () => 'loaded',
          (error: Error) => error.message,
        ),
    );
    expect(loaded).toContain('ERR_BLOCKED_BY_CLIENT');
  });

  it('no certificate that is wrong, no login and no client certificate is accepted', async () => {
    const answers = await kiosk.app.evaluate(({ app }) => {
      const ask = (name: string, ...rest: unknown[]): boolean => {
        let prevented = false;
        app.emit(name, { preventDefault: () => (prevented = true) }, ...rest);
        return prevented;
      };
      const contents = { emit: () => false }; // Electron tells the page of it as well
      let trusted: boolean | null = null;
      const trust = (is: boolean): void => {
        trusted = is;
      };
      const certificate = ask('certificate-error', contents, 'https://example.com/', 'wrong', {}, trust);
      return {
        certificate,
        trusted,
        login: ask('login', contents),
        client: ask('select-client-certificate', contents),
      };
    });
    expect(answers).toEqual({ certificate: true, trusted: false, login: true, client: true });
  });

  it('nothing is downloaded', async () => {
    const outcome = await kiosk.app.evaluate(async ({ BrowserWindow }) => {
      const [glass] = BrowserWindow.getAllWindows();
      if (glass === undefined) throw new Error('no glass');
      const { session } = glass.webContents;
      const begun = new Promise<boolean>((resolve) => {
        session.once('will-download', (event) => resolve(event.defaultPrevented));
      });
      glass.webContents.downloadURL('app://glass/index.html');
      return begun;
    });
    expect(outcome).toBe(true);
  });

  it('there is no menu, and no dialog can be opened by the page', async () => {
    expect(await kiosk.app.evaluate(({ Menu }) => Menu.getApplicationMenu())).toBeNull();
    await kiosk.glass.evaluate(() => alert('stuck'));
    expect(preferences.disableDialogs).toBe(true);
  });

  it('the glass leaves nothing on the disk', async () => {
    expect(
      await kiosk.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.session.isPersistent(),
      ),
    ).toBe(false);
  });
});
