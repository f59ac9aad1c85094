/**
 * A disk under the real kiosk is full or read-only: the glass says so, nothing is lost, and the state ends by itself.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSettings } from '../../main/settings/parse-settings.ts';
import { writeLastGood } from '../../main/shell/last-good-settings.ts';
import { SettingsFiles } from '../../main/settings/settings-files.ts';
import { ShellSite } from '../support/shell/shell-site.ts';
import { CAN_MOUNT, SmallDisk } from '../support/damage/small-disk.ts';

// electron-store is used outside Electron here; the electron package must not go and look for a binary.
vi.hoisted(() => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = 'no-electron-here';
});
delete process.env['ELECTRON_OVERRIDE_DIST_PATH'];

let site: ShellSite;
let disk: SmallDisk;

beforeEach(async () => {
  site = await ShellSite.start();
  disk = await SmallDisk.mount(site.data);
  await site.writeSettings();
});
afterEach(async () => {
  await site.stopKiosk();
  await disk.unmount();
  await site.stop();
});

describe.skipIf(!CAN_MOUNT)('a disk', () => {
  it('that fills up stops the credits with J1, and they go on when it has room, without a person', async () => {
    const kiosk = await site.startKiosk();
    await kiosk.nextCode();
    await disk.fill();
    site.bridge.order('000042-0000000001', 2000);
    await kiosk.says('J1');
    await kiosk.says('Please ask an attendant.');
    expect((await site.cabinet.state()).meters.cashlessIn).toBe(0);

    await disk.makeRoom();
    await kiosk.nextCode();
    site.bridge.order('000042-0000000002', 2000);
    await site.bridge.expect('transfer.result', ({ transferId }) => transferId === '000042-0000000002');
    expect((await site.cabinet.state()).meters.cashlessIn).toBe(2000);
  });

  it.each(['full', 'read-only'] as const)(
    'that is %s at the start is J1 as well, and no other kiosk; the settings are as they were',
    async (how) => {
      const settings = await readFile(path.join(site.data, 'settings.json'), 'utf8');
      await (how === 'full' ? disk.fill() : disk.makeReadOnly());
      const kiosk = await site.startKioskAsItIs();
      await kiosk.says('J1');
      expect(await readFile(path.join(site.data, 'settings.json'), 'utf8')).toBe(settings);

      await (how === 'full' ? disk.makeRoom() : disk.makeWritable());
      expect(await kiosk.nextCode()).toMatch(/^https:/);
    },
  );

  it('that is full keeps the last good settings that it has', async () => {
    const files = new SettingsFiles(site.data, false, writeLastGood);
    const file = path.join(site.data, 'settings.last-good.json');
    const settings = parseSettings(JSON.parse(await readFile(path.join(site.data, 'settings.json'), 'utf8')));
    await files.keepAsLastGood(settings);
    const kept = await readFile(file, 'utf8');
    await disk.fill();
    const other = { ...settings, code: { rotateBeforeExpiryMs: 5_000 } };
    await expect(files.keepAsLastGood(other)).rejects.toThrow(/ENOSPC/);
    expect(await readFile(file, 'utf8')).toBe(kept);
  });
});
