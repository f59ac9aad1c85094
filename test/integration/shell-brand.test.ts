/** The brand of a casino on the real glass, and a wrong one, which costs nobody a payment. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashCode } from '../../main/settings/code-hash.ts';
import type { Kiosk } from '../support/shell/kiosk.ts';
import { copySampleBrand } from '../support/shell/sample-brand.ts';
import { ShellSite } from '../support/shell/shell-site.ts';

let site: ShellSite;
let brand: string;

beforeEach(async () => {
  site = await ShellSite.start();
  brand = path.join(site.directory, 'brand');
  await copySampleBrand(brand);
});
afterEach(async () => {
  await site.stop();
});

/** The parts of the brand that are on the glass. */
const looks = (kiosk: Kiosk) =>
  kiosk.glass.evaluate(() => {
    const logo = document.querySelector<HTMLImageElement>('.brand img');
    return {
      ground: getComputedStyle(document.body.querySelector('.glass') ?? document.body).backgroundColor,
      // Of the picture itself: it has been loaded and decoded.
      logo: logo === null ? null : [logo.alt, logo.naturalWidth, logo.naturalHeight],
      fonts: [...document.fonts].filter(({ family }) => family === 'Brand').map(({ weight }) => weight),
    };
  });

it('is on the glass: colours, logo and font, and the code is read from it as always', async () => {
  const kiosk = await site.startKiosk({ brand });
  expect(await kiosk.nextCode()).toMatch(/^https:/);
  await expect.poll(async () => (await looks(kiosk)).fonts).toEqual(['500', '700']);
  expect(await looks(kiosk)).toMatchObject({
    ground: 'rgb(29, 15, 43)',
    logo: ['Copper Canyon', 248, 64],
  });
});

it('serves the files that it names, and no other of its folder', async () => {
  await writeFile(path.join(brand, 'secret.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const kiosk = await site.startKiosk({ brand });
  await kiosk.nextCode();
  const logo = await kiosk.glass.evaluate(() => document.querySelector<HTMLImageElement>('.brand img')?.src);
  const answered = (url: string) =>
    kiosk.app.evaluate(async ({ BrowserWindow }, address) => {
      const response = await BrowserWindow.getAllWindows()[0]?.webContents.session.fetch(address);
      return [response?.status, response?.headers.get('content-type')];
    }, url);
  expect(logo).toMatch(/^app:\/\/glass\/brand\/[0-9a-f]{16}\/logo\.svg$/);
  expect(await answered(logo ?? '')).toEqual([200, 'image/svg+xml']);
  for (const other of ['secret.svg', 'brand.json', '../brand.json', '%2e%2e/brand.json']) {
    expect(await answered((logo ?? '').replace('logo.svg', other)), other).toEqual([404, 'text/plain']);
  }
});

it('that cannot be used is told in the operator menu; the glass has its own look and takes money', async () => {
  const file = path.join(brand, 'brand.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('#c9b8d6', '#3a2a48'));
  const operator = { codes: [{ name: 'T-17', hash: await hashCode('271828') }] };
  const kiosk = await site.startKiosk({ brand, operator });
  expect(await kiosk.nextCode()).toMatch(/^https:/);
  expect(await looks(kiosk)).toMatchObject({ ground: 'rgb(11, 15, 13)', logo: null, fonts: [] });
  const figures =
    `${file}: "colours.quiet" #3a2a48 on "colours.ground" #1d0f2b has a contrast of 1.38:1; ` +
    '4.5:1 is needed';

  for (const turned of [false, true]) await site.cabinet.act({ action: 'attendantKey', turned });
  await kiosk.says('Enter your code');
  await kiosk.glass.keyboard.type('271828');
  await kiosk.glass.keyboard.press('Enter');
  await kiosk.says('Not in use: the glass is in its own look');
  await kiosk.says(`S9: the brand is not used: ${figures}`);
});

it('leaves the operator menu as it is', async () => {
  const kiosk = await site.startKiosk({ brand });
  await kiosk.nextCode();
  for (const turned of [false, true]) await site.cabinet.act({ action: 'attendantKey', turned });
  await kiosk.says('Operator');
  const menu = await kiosk.glass.locator('.operator').evaluate((element) => {
    const { backgroundColor, fontFamily } = getComputedStyle(element);
    return { backgroundColor, fontFamily };
  });
  expect(menu.backgroundColor).toBe('rgb(11, 15, 13)');
  expect(menu.fontFamily).not.toContain('Brand');
});
