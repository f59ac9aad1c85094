/** The packaged kiosk: what is in it, how its fuses are set, and that it starts, native modules included. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../tools/checkout.ts';
import { capture, type CommandResult } from '../../tools/command.ts';
import { testRuntime } from '../support/shell/runtime.ts';
import type { KioskSettings } from '../support/shell/kiosk.ts';
import { lonelySettings } from '../support/shell/kiosk-command.ts';
import { CAN_DENY, withoutUserNamespaces } from '../support/shell/user-namespaces.ts';
import { waitFor } from '../support/wait.ts';

const PACKAGED = path.join(CHECKOUT, 'release', 'linux-unpacked');

let directory: string;
/** A copy that is installed like the deb. */
let installed: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-package-'));
  await chmod(directory, 0o755);
  const { code, stderr } = await packaged(['--dir', '--stand-in']);
  if (code !== 0) throw new Error(stderr);
  installed = path.join(directory, 'installed');
  await cp(PACKAGED, installed, { recursive: true });
  await installSandboxHelper(installed);
}, 120_000);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('the packaged kiosk', () => {
  it('has its fuses set: no Node, no inspection, nothing but its own archive [locked-down]', async () => {
    const fuses = await getCurrentFuseWire(path.join(PACKAGED, 'topper'));
    expect(fuses).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
    });
  });

  it('carries the kiosk and its native modules, and nothing of the bridge, the sandbox, the simulators or the tools', () => {
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

  it('is bundled from its own rooms only: no simulator, no test', async () => {
    const bundle = path.join(CHECKOUT, 'dist', 'main');
    const map: unknown = JSON.parse(await readFile(path.join(bundle, 'kiosk.js.map'), 'utf8'));
    const { sources } = map as { sources: string[] };
    const files = sources.map((source) => path.relative(CHECKOUT, path.resolve(bundle, source)));
    const rooms = new Set(files.map((file) => file.split(path.sep)[0] ?? ''));
    rooms.delete('node_modules');
    expect([...rooms].sort()).toEqual(['hardware', 'main', 'preload', 'protocol']);
  });

  it('brings what the machine needs: the udev rule, the group and the service', async () => {
    const brought = await readdir(path.join(PACKAGED, 'resources', 'packaging'));
    expect(brought.sort()).toEqual(['70-topper-cabinet.rules', 'topper-kiosk.service', 'topper.sysusers']);
  });

  it('starts as an ordinary user with the sandbox on, with its journal and its cabinet driver', async () => {
    const data = await installedSettings({});
    const kiosk = await startAsOrdinaryUser(data);
    try {
      await kiosk.says('no board is plugged in');
      await kiosk.says('glass.placed');
      const journal = await readFile(path.join(data, 'journal.sqlite'));
      expect(journal.subarray(0, 15).toString()).toBe('SQLite format 3');
      expect(await seccompOfRenderers(installed)).toEqual([SECCOMP_FILTER]);
    } finally {
      await kiosk.stop();
    }
  });

  it.skipIf(!CAN_DENY)('starts with its sandbox where the system denies user namespaces to all', async () => {
    const data = await installedSettings({});
    const kiosk = await startAsOrdinaryUser(data, { denied: true });
    try {
      await kiosk.says('glass.placed');
      expect(await seccompOfRenderers(installed)).toEqual([SECCOMP_FILTER]);
    } finally {
      await kiosk.stop();
    }
  });

  it('takes no virtual cabinet, and says so on the glass instead of ending', async () => {
    const data = await installedSettings({ cabinet: { kind: 'virtual', port: 1 } });
    const kiosk = await startAsOrdinaryUser(data);
    try {
      expect(JSON.parse(await kiosk.says('"event":"fault"'))).toMatchObject({
        code: 'S8',
        msg: expect.stringContaining('an installed kiosk takes no virtual cabinet') as string,
      });
      await kiosk.says('glass.placed');
    } finally {
      await kiosk.stop();
    }
  });

  it.each([
    '--remote-debugging-port=0',
    '--remote-debugging-pipe',
    '-remote-debugging-port=0',
    '--inspect',
    '--js-flags=--expose-gc',
    '--no-sandbox',
  ])('refuses %s in one line', async (argument) => {
    const data = await installedSettings({});
    const kiosk = await startAsOrdinaryUser(data, { args: [argument] });
    const { code, stderr } = await kiosk.ended();
    const name = argument.replace(/=.*/, '');
    expect(stderr).toContain(`topper: an installed kiosk does not take ${name}, only --user-data-dir`);
    expect(code).toBe(2);
    expect(stderr).not.toContain('DevTools listening');
  });

  it('says by its name and its manifest what it runs on', async () => {
    const asar = path.join(PACKAGED, 'resources', 'app.asar');
    const manifest: unknown = JSON.parse(extractFile(asar, 'package.json').toString());
    const { kind } = await testRuntime();
    const says = { productName: 'Topper Stand-In', standIn: true };
    if (kind === 'stand-in') expect(manifest).toMatchObject(says);
    else expect(Object.keys(manifest as object)).not.toContain('standIn');
  });
});

describe('packaging', () => {
  it('for a casino takes no Electron but the official one of its version', async () => {
    const { executablePath, kind } = await testRuntime();
    if (kind === 'official') return; // where it can be had there is nothing to refuse
    const { code, stderr } = await packaged(['--dir'], { TOPPER_ELECTRON: executablePath });
    expect(code).toBe(2);
    expect(stderr).toMatch(/TOPPER_ELECTRON is not the official Electron \d+\.\d+\.\d+: .*--stand-in/);
  });
});

async function packaged(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  return capture(process.execPath, ['tools/package.ts', ...args], {
    cwd: CHECKOUT,
    env: { ...process.env, ...env },
  });
}

/** @returns a new data directory. A vendor that does not exist: node-hid is loaded, looks, and finds no board. */
async function installedSettings(more: Partial<KioskSettings>): Promise<string> {
  const data = await mkdtemp(path.join(directory, 'data-'));
  const cabinet = { kind: 'hid', vendorId: 0xffff, productId: 1 };
  const settings = { ...(await lonelySettings(data)), cabinet, ...more };
  await writeFile(path.join(data, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
  return data;
}

/** Where root runs the tests, the kiosk runs as `nobody`; Chromium has no sandbox for root. */
const ORDINARY_USER: [uid: number, gid: number] =
  process.getuid?.() === 0 ? [65_534, 65_534] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

/** As `Seccomp:` of /proc/PID/status has it. */
const SECCOMP_FILTER = '2';

/** As the deb's installation does: Chromium's helper for systems whose kernel refuses user namespaces. Needs root. */
async function installSandboxHelper(application: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const helper = path.join(application, 'chrome-sandbox');
  await chown(helper, 0, 0);
  await chmod(helper, 0o4755);
}

interface Installed {
  /** Resolves with the line of its log. */
  says(text: string): Promise<string>;
  ended(): Promise<{ code: number | null; stderr: string }>;
  stop(): Promise<void>;
}

/** @param denied on a system on which nobody may make a user namespace. */
async function startAsOrdinaryUser(
  data: string,
  { args = [], denied = false }: { args?: string[]; denied?: boolean } = {},
): Promise<Installed> {
  const [uid, gid] = ORDINARY_USER;
  for (const name of ['', ...(await readdir(data, { recursive: true }))]) {
    await chown(path.join(data, name), uid, gid);
  }
  const command = [path.join(installed, 'topper'), `--user-data-dir=${data}`, ...args];
  const [file = '', ...rest] = denied ? withoutUserNamespaces(ORDINARY_USER, command) : command;
  const child = spawn(file, rest, {
    ...(denied ? {} : { uid, gid }),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: data, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
  });
  const lines: string[] = [];
  let stderr = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close');
  return {
    says: (text) =>
      waitFor(text, () => lines.find((line) => line.includes(text)), { instead: async () => stderr }),
    async ended() {
      const [code] = (await ended) as [number | null];
      return { code, stderr };
    },
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
