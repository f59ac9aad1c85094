/** The packaged kiosk: what is in it, how its fuses are set, and that it starts, native modules included. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { _electron, type ElectronApplication } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../tools/checkout.ts';
import { capture } from '../../tools/command.ts';
import { lonelySettings } from '../support/kiosk-command.ts';

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

  it('starts in the real runtime, with its journal and its cabinet driver', async () => {
    const app = await launchFlipped(directory);
    const log: string[] = [];
    app.process().stdout?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
    try {
      const glass = await app.firstWindow();
      await glass.getByText('can not be reached').waitFor();
      expect(await app.evaluate(({ app: packaged }) => packaged.isPackaged)).toBe(true);
      expect(
        (await readFile(path.join(directory, 'data', 'journal.sqlite'))).subarray(0, 15).toString(),
      ).toBe('SQLite format 3');
      await expect.poll(() => log.join('')).toContain('no board is plugged in');
    } finally {
      await app.close();
    }
  });
});

/** Playwright drives Electron through the inspector, so it gets a copy with that one fuse on. */
async function launchFlipped(home: string): Promise<ElectronApplication> {
  const copy = path.join(home, 'flipped');
  await cp(PACKAGED, copy, { recursive: true });
  await flipFuses(path.join(copy, 'topper'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const data = path.join(home, 'data');
  // A vendor that does not exist: node-hid is loaded, looks, and finds no board.
  const settings = {
    ...(await lonelySettings(data)),
    cabinet: { kind: 'hid', vendorId: 0xffff, productId: 1 },
  };
  await writeFile(path.join(data, 'settings.json'), JSON.stringify(settings));
  return _electron.launch({
    executablePath: path.join(copy, 'topper'),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${data}`],
    env: Object.fromEntries(
      Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
    ),
  });
}
