/** The packaged kiosk: what is in it, how its fuses are set, and that it starts, native modules included. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../tools/checkout.ts';
import { capture } from '../../tools/command.ts';
import { lonelySettings } from '../support/kiosk-command.ts';
import { ShellSite } from '../support/shell-site.ts';
import { waitFor } from '../support/wait.ts';

const PACKAGED = path.join(CHECKOUT, 'release', 'linux-unpacked');

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-package-'));
  const { code, stderr } = await capture(process.execPath, ['tools/package.ts', '--dir'], { cwd: CHECKOUT });
  if (code !== 0) throw new Error(stderr);
}, 120_000);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('the packaged kiosk', () => {
  it('has its fuses set: no Node, no inspection, nothing but its own archive (S4)', async () => {
    const fuses = await getCurrentFuseWire(path.join(PACKAGED, 'topper'));
    expect(fuses).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    });
  });

  it('carries the kiosk and its native modules, and nothing of the bridge, the sandbox or the tools', () => {
    const files = listPackage(path.join(PACKAGED, 'resources', 'app.asar'), { isPack: false });
    const modules = new Set(
      files.flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/@]+)/.exec(file)?.[1] ?? []),
    );
    const rooms = new Set(files.flatMap((file) => /^\/(dist\/[^/]+|[^/]+)/.exec(file)?.[1] ?? []));
    expect([...modules].sort()).toEqual([
      '@libsql/linux-x64-gnu',
      '@neon-rs/load',
      'detect-libc',
      'libsql',
      'node-addon-api',
      'node-hid',
      'pkg-prebuilds',
    ]);
    expect([...rooms].sort()).toEqual([
      'dist',
      'dist/main',
      'dist/preload',
      'dist/renderer',
      'node_modules',
      'package.json',
    ]);
  });

  it('brings what the machine needs: the udev rule, the group and the service', async () => {
    const brought = await readdir(path.join(PACKAGED, 'resources', 'packaging'));
    expect(brought.sort()).toEqual(['70-topper-cabinet.rules', 'topper-kiosk.service', 'topper.sysusers']);
  });

  it('starts as an ordinary user with the sandbox on, with its journal and its cabinet driver', async () => {
    const data = path.join(directory, 'data');
    // A vendor that does not exist: node-hid is loaded, looks, and finds no board.
    const cabinet = { kind: 'hid', vendorId: 0xffff, productId: 1 };
    await writeFile(
      path.join(await ownHome(data), 'settings.json'),
      JSON.stringify({ ...(await lonelySettings(data)), cabinet }),
    );
    await chown(path.join(data, 'secret'), ...ORDINARY_USER);
    const copy = await copyOfPackage(path.join(directory, 'shipped'));
    await installSandboxHelper(copy);

    const kiosk = startAsOrdinaryUser(path.join(copy, 'topper'), data);
    try {
      await kiosk.says('no board is plugged in');
      await kiosk.says('glass.placed');
      const journal = await readFile(path.join(data, 'journal.sqlite'));
      expect(journal.subarray(0, 15).toString()).toBe('SQLite format 3');
      expect(await seccompOfRenderers(copy)).toEqual([SECCOMP_FILTER]);
    } finally {
      await kiosk.stop();
    }
  });

  it('reads its glass back with the decoder from its archive (G2)', async () => {
    const copy = await copyOfPackage(path.join(directory, 'flipped'));
    // Playwright drives Electron through the inspector.
    await flipFuses(path.join(copy, 'topper'), {
      version: FuseVersion.V1,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    const site = await ShellSite.start();
    site.bridge.codeLifetimeMs = 12_000; // one code after the other is read
    try {
      const kiosk = await site.startKiosk({ target: 'primary' }, path.join(copy, 'topper'));
      expect(await kiosk.app.evaluate(({ app }) => app.isPackaged)).toBe(true);
      expect(await site.logged('glass.read')).toMatchObject({ reading: 'match' });
    } finally {
      await site.stop();
    }
  });
});

/** Where root runs the tests, the kiosk runs as `nobody`; Chromium has no sandbox for root. */
const ORDINARY_USER: [uid: number, gid: number] =
  process.getuid?.() === 0 ? [65_534, 65_534] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

/** As `Seccomp:` of /proc/PID/status has it. */
const SECCOMP_FILTER = '2';

async function ownHome(data: string): Promise<string> {
  await mkdir(data, { recursive: true });
  await chown(data, ...ORDINARY_USER);
  await chmod(path.dirname(data), 0o755);
  return data;
}

/** As the deb's installation does: Chromium's helper for systems whose kernel refuses user namespaces. Needs root. */
async function installSandboxHelper(application: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const helper = path.join(application, 'chrome-sandbox');
  await chown(helper, 0, 0);
  await chmod(helper, 0o4755);
}

async function copyOfPackage(copy: string): Promise<string> {
  await cp(PACKAGED, copy, { recursive: true });
  return copy;
}

function startAsOrdinaryUser(
  executable: string,
  data: string,
): { says(text: string): Promise<void>; stop(): Promise<void> } {
  const [uid, gid] = ORDINARY_USER;
  const child = spawn(executable, [`--user-data-dir=${data}`], {
    uid,
    gid,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, HOME: data, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'exit');
  return {
    says: async (text) => void (await waitFor(text, () => output.includes(text))),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function seccompOfRenderers(home: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.startsWith(home) || !command.includes('--type=renderer')) continue;
    found.push(/^Seccomp:\s+(\d)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 'unknown');
  }
  return found;
}
