/** A kiosk without settings that it can run on, in the real Electron: never a dark glass, and no edit lost. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashCode } from '../../main/settings/code-hash.ts';
import { ShellSite } from '../support/shell/shell-site.ts';
import { waitFor } from '../support/wait.ts';

let site: ShellSite;
const file = (name: string): string => path.join(site.data, name);

beforeEach(async () => {
  site = await ShellSite.start();
  await site.writeSettings();
});
afterEach(async () => {
  await site.stop();
});

describe('the settings', () => {
  it('that cannot be used are reported on the glass; the kiosk stays up and starts when they are corrected', async () => {
    const right = await readFile(file('settings.json'), 'utf8');
    await writeFile(file('settings.json'), right.replace('"link"', '"lnik"'));
    const kiosk = await site.startKioskAsItIs();
    await kiosk.says(`${file('settings.json')}: the setting "link" is missing; it has no default`);
    await kiosk.says('S4');
    await kiosk.says('Out of service');

    await rm(path.join(site.directory, 'secret'));
    await writeFile(file('settings.json'), right);
    await kiosk.says(/link.secretFile.*cannot be read/);
    await site.writeSettings();
    expect(await kiosk.nextCode()).toMatch(/^https:/);
    expect(await readFile(file('settings.json'), 'utf8')).toBe(right);
  });

  it('with which a code was on the glass are used in place of a wrong edit, which stays as it is and is reported in the operator menu', async () => {
    const operator = { codes: [{ name: 'T-17', hash: await hashCode('271828') }] };
    const kiosk = await site.startKiosk({ operator });
    const kept = () => readFile(file('settings.last-good.json'), 'utf8').catch(() => null);
    await kiosk.nextCode();
    const good = await waitFor('the last good settings', kept);
    await site.stopKiosk();

    await writeFile(file('settings.json'), '');
    const next = await site.startKioskAsItIs();
    expect(await next.nextCode()).toMatch(/^https:/);
    expect(await readFile(file('settings.json'), 'utf8')).toBe('');
    expect(await kept()).toBe(good);

    for (const turned of [false, true]) await site.cabinet.act({ action: 'attendantKey', turned });
    await next.says('Enter your code');
    await next.glass.keyboard.type('271828');
    await next.glass.keyboard.press('Enter');
    await next.says('The last good ones. Those of the settings file are not in use.');
    await next.says(`S3: ${file('settings.json')}: the file is empty`);
    await next.says('Correct the file, then start the kiosk anew: it reads the file at its start.');
  });

  it('with which no code was on the glass are not kept as good ones, however long the kiosk ran on them', async () => {
    site.bridge.secret = 'another one';
    const kiosk = await site.startKiosk();
    await kiosk.says('L2');
    await site.stopKiosk();
    await writeFile(file('settings.json'), '');
    const next = await site.startKioskAsItIs();
    await next.says(`${file('settings.json')}: the file is empty`);
    await expect(readFile(file('settings.last-good.json'))).rejects.toThrow(/ENOENT/);
  });
});
