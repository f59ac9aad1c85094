/** Two real displays: the glass is on the topper, survives its unplugging, and never ends on the game unless told to. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Kiosk } from '../support/shell/kiosk.ts';
import { ShellSite } from '../support/shell/shell-site.ts';
import { GAME, TOPPER, TwoDisplays } from './two-displays.ts';

let displays: TwoDisplays;
let site: ShellSite;
const before = process.env['DISPLAY'];

beforeEach(async () => {
  displays = await TwoDisplays.start();
  process.env['DISPLAY'] = displays.name;
  site = await ShellSite.start();
});

afterEach(async () => {
  await site.stop();
  await displays.stop();
  if (before === undefined) delete process.env['DISPLAY'];
  else process.env['DISPLAY'] = before;
});

/** Where the window manager has the glass; null while it is hidden. */
async function place(kiosk: Kiosk): Promise<unknown> {
  return kiosk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return window?.isVisible() === true ? window.getBounds() : null;
  });
}

async function displayCount(kiosk: Kiosk): Promise<number> {
  return kiosk.app.evaluate(({ screen }) => screen.getAllDisplays().length);
}

describe('with the topper as its target', () => {
  it('the glass fills the topper, and the code on it can be read', async () => {
    const kiosk = await site.startKiosk({ display: { target: 'secondary' } });
    await expect.poll(() => place(kiosk)).toEqual(TOPPER);
    await kiosk.nextCode();
    expect(await site.logged('glass.read')).toMatchObject({ reading: 'match' });
  });

  it('the glass goes when the topper is unplugged, and returns to it with a code', async () => {
    const kiosk = await site.startKiosk({ display: { target: 'secondary' } });
    await expect.poll(() => place(kiosk)).toEqual(TOPPER);
    for (let round = 1; round <= 3; round += 1) {
      await displays.unplugTopper();
      await expect.poll(() => displayCount(kiosk)).toBe(1);
      await expect.poll(() => place(kiosk)).toBeNull();

      await displays.plugTopper();
      await expect.poll(() => place(kiosk)).toEqual(TOPPER);
      expect(await kiosk.nextCode()).not.toBeNull();
    }
  });

  it('the glass waits for a topper that was unplugged while the kiosk was off', async () => {
    const kiosk = await site.startKiosk({ display: { target: 'secondary' } });
    await expect.poll(() => place(kiosk)).toEqual(TOPPER);
    await kiosk.close();
    await displays.unplugTopper();

    const again = await site.startKiosk({ display: { target: 'secondary' } });
    await again.says('Scan');
    expect(await place(again)).toBeNull();

    await displays.plugTopper();
    await expect.poll(() => place(again)).toEqual(TOPPER);
  });

  it('the glass is on the only display of a machine that never had another', async () => {
    await displays.unplugTopper();
    const kiosk = await site.startKiosk({ display: { target: 'secondary' } });
    await expect.poll(() => place(kiosk)).toEqual(GAME);
  });
});

describe('with the game display as its target', () => {
  it('the glass is there, and stays there whatever happens to the other', async () => {
    const kiosk = await site.startKiosk({ display: { target: 'primary' } });
    await expect.poll(() => place(kiosk)).toEqual(GAME);
    await displays.unplugTopper();
    await expect.poll(() => displayCount(kiosk)).toBe(1);
    await expect.poll(() => place(kiosk)).toEqual(GAME);
    await displays.plugTopper();
    await expect.poll(() => displayCount(kiosk)).toBe(2);
    await expect.poll(() => place(kiosk)).toEqual(GAME);
  });
});
