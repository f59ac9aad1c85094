/**
 * `npm run glass:sheets`: the whole matrix as contact sheets in test/.output/sheets, one per display and language.
 * Any argument is a part of the names of those to draw: `1280x390`, `@2`, `-vi`; `--brand DIR` draws them in that brand.
 */
import { join, resolve } from 'node:path';
import { readBrand } from '../../main/settings/brand-folder.ts';
import { CHECKOUT } from '../../tools/checkout.ts';
import { ensureBuilt } from '../../tools/build.ts';
import { ensureDisplay } from '../../tools/display.ts';
import { screenOf } from './checks.ts';
import { DEVICE_PIXEL_RATIOS, displaySizes, nameOf, type DisplaySize } from './display-size.ts';
import { GlassWindow } from './glass-window.ts';
import { writePicture } from './reviewed.ts';
import { LOCALES } from '../../preload/contract.ts';
import { SCREENS } from './samples.ts';
import { contactSheet } from './contact-sheet.ts';

const ONLY = process.argv.slice(2); // by hand: for parseArgs `-vi` is two switches
const [, folder] = ONLY.includes('--brand') ? ONLY.splice(ONLY.indexOf('--brand'), 2) : [];
const BRAND = readBrand(folder === undefined ? null : resolve(folder));
if (BRAND.problem !== null) throw BRAND.problem;
const DIRECTORY = join(CHECKOUT, 'test/.output/sheets');

await ensureBuilt();
const display = await ensureDisplay();
try {
  for (const devicePixelRatio of DEVICE_PIXEL_RATIOS) {
    const glass = await GlassWindow.open(devicePixelRatio, BRAND);
    try {
      for (const size of displaySizes(devicePixelRatio)) await drawSheets(glass, size);
    } finally {
      await glass.close();
    }
  }
} finally {
  await display.stop();
}

async function drawSheets(glass: GlassWindow, size: DisplaySize): Promise<void> {
  await glass.resize(size);
  for (const locale of LOCALES) {
    const sheet = `${nameOf(size)}-${locale}`;
    if (ONLY.length > 0 && !ONLY.some((part) => sheet.includes(part))) continue;
    const pictures: Buffer[] = [];
    for (const name of Object.keys(SCREENS)) {
      await glass.show(screenOf(name), locale);
      pictures.push(await glass.picture());
    }
    const path = join(DIRECTORY, `${sheet}.png`);
    await writePicture(path, contactSheet(pictures));
    console.log(path);
  }
}
