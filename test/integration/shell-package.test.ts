/** The packaged kiosk: what is in it, how its fuses are set, and that it starts, native modules included. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../tools/checkout.ts';
import { capture } from '../../tools/command.ts';
import { lonelySettings } from '../support/kiosk-command.ts';
import { ShellSite } from '../support/shell-site.ts';
import { waitFor } from '../support/wait.ts';

const PACKAGED = path.join(CHECKOUT, 'release', 'linux-unpacked');

let directory: string;
/** A copy that is installed as the deb does it. */
let installed: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-package-'));
  await chmod(directory, 0o755);
  const { code, stderr } = await capture(process.execPath, ['tools/package.ts', '--dir'], { cwd: CHECKOUT });
  if (code !== 0) throw new Error(stderr);
  installed = path.join(directory, 'installed');
  await cp(PACKAGED, installed, { recursive: true });
  await installSandboxHelper(installed);
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
    const settings = { ...(await lonelySettings(data)), cabinet };
    await writeFile(path.join(data, 'settings.json'), JSON.stringify(settings));
    const kiosk = await startAsOrdinaryUser(data, data);
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

  it('reads its glass back with the decoder from its archive (G2)', async () => {
    const site = await ShellSite.start();
    const data = await site.writeSettings();
    const kiosk = await startAsOrdinaryUser(data, site.directory);
    try {
      expect(JSON.parse(await kiosk.says('glass.read'))).toMatchObject({ reading: 'match' });
    } finally {
      await kiosk.stop();
      await site.stop();
    }
  });
});

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

/** @param owns all below it becomes that user's. */
async function startAsOrdinaryUser(
  data: string,
  owns: string,
): Promise<{ says(text: string): Promise<string>; stop(): Promise<void> }> {
  const [uid, gid] = ORDINARY_USER;
  for (const name of ['', ...(await readdir(owns, { recursive: true }))]) {
    await chown(path.join(owns, name), uid, gid);
  }
  const child = spawn(path.join(installed, 'topper'), [`--user-data-dir=${data}`], {
    uid,
    gid,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, HOME: data, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'exit');
  return {
    says: (text) => waitFor(text, () => lines.find((line) => line.includes(text))),
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
