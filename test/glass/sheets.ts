/** `npm run glass:sheets`: the whole matrix as contact sheets in test/.output/sheets, one per display and language. */
import { join } from 'node:path';
import { CHECKOUT } from '../../tools/checkout.ts';
import { ensureBuilt } from '../../tools/build.ts';
import { ensureDisplay } from '../../tools/display.ts';
import { screenOf } from './checks.ts';
import { DEVICE_PIXEL_RATIOS, displaySizes, nameOf, type DisplaySize } from './display-size.ts';
import { GlassWindow } from './glass-window.ts';
import { writePicture } from './reviewed.ts';
import { LOCALES, SCREENS } from './samples.ts';
import { contactSheet } from './contact-sheet.ts';

const DIRECTORY = join(CHECKOUT, 'test/.output/sheets');

await ensureBuilt();
const display = await ensureDisplay();
try {
  for (const devicePixelRatio of DEVICE_PIXEL_RATIOS) {
    const glass = await GlassWindow.open(devicePixelRatio);
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
    const pictures: Buffer[] = [];
    for (const name of Object.keys(SCREENS)) {
      await glass.show(screenOf(name), locale);
      pictures.push(await glass.picture());
    }
    const path = join(DIRECTORY, `${nameOf(size)}-${locale}.png`);
    await writePicture(path, contactSheet(pictures));
    console.log(path);
  }
}
