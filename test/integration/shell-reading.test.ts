/** What is on the glass is proven by reading it [verbatim-code], in the real Electron. */
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShellSite } from '../support/shell/shell-site.ts';

let site: ShellSite;

beforeEach(async () => {
  site = await ShellSite.start();
});

afterEach(async () => {
  await site.stop();
});

/** Something over the code, as a driver's fault would leave it: the code that is there now, or black. */
async function cover(glass: Page, how: 'black' | 'frozen'): Promise<void> {
  await glass.evaluate((frozen) => {
    const code = document.querySelector('canvas');
    if (code === null) throw new Error('no code to cover');
    const { left, top, width, height } = code.getBoundingClientRect();
    const over = document.createElement('canvas');
    over.width = code.width;
    over.height = code.height;
    const context = over.getContext('2d');
    if (frozen) context?.drawImage(code, 0, 0);
    else context?.fillRect(0, 0, over.width, over.height);
    Object.assign(over.style, {
      position: 'fixed',
      zIndex: '1000',
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    // Out of sight of the document, so that the page's own code is the only one it finds.
    const host = document.createElement('div');
    host.attachShadow({ mode: 'closed' }).append(over);
    document.documentElement.append(host);
  }, how === 'frozen');
}

describe('after each change the glass is read back [verbatim-code]', () => {
  it('and found to carry the newest url', async () => {
    site.bridge.codeLifetimeMs = 12_000; // the next one comes after two seconds
    const kiosk = await site.startKiosk();
    const first = await kiosk.nextCode();
    const { sequence } = await site.logged('glass.read', ({ reading }) => reading === 'match');

    expect(await kiosk.nextCode(first)).not.toBe(first);
    const next = await site.logged('glass.read', (line) => Number(line['sequence']) > Number(sequence));
    expect(next['reading']).toBe('match');
  });

  it.each([
    { how: 'black', reading: 'unreadable' },
    { how: 'frozen', reading: 'mismatch' },
  ] as const)(
    'and a code covered by something $how is redrawn once, then not offered',
    async ({ how, reading }) => {
      site.bridge.codeLifetimeMs = 14_000;
      const kiosk = await site.startKiosk();
      await site.logged('glass.read', (line) => line['reading'] === 'match');
      await cover(kiosk.glass, how);

      await site.logged('glass.misread', (line) => line['reading'] === reading && line['redraw'] === true);
      await site.logged('glass.misread', (line) => line['reading'] === reading && line['redraw'] === false);
      await kiosk.codeGone();
      expect(await kiosk.glass.locator('body').innerText()).toMatch(/paused|off|not available/i);
    },
  );
});
