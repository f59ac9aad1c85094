/**
 * `npm run glass:review`: draws the reviewed pictures anew. Look at them (`git diff`) before you commit them. Any argument
 * is a language or a screen to draw, and nothing else is: `vi`, `added`.
 */
import { PNG } from 'pngjs';
import { ensureBuilt } from '../../tools/build.ts';
import { ensureDisplay } from '../../tools/display.ts';
import { screenOf } from './checks.ts';
import { nameOf } from './display-size.ts';
import { GlassWindow } from './glass-window.ts';
import { pathOf, REVIEWED, writePicture } from './reviewed.ts';

const ONLY = new Set(process.argv.slice(2));
const WANTED = REVIEWED.filter(
  ({ locale, screen }) => ONLY.size === 0 || ONLY.has(locale) || ONLY.has(screen),
);

await ensureBuilt();
const display = await ensureDisplay();
const glass = await GlassWindow.open(1);
try {
  let size = '';
  for (const picture of WANTED.toSorted((a, b) => a.size.height - b.size.height)) {
    if (nameOf(picture.size) !== size) await glass.resize(picture.size);
    size = nameOf(picture.size);
    await glass.show(screenOf(picture.screen), picture.locale);
    await writePicture(pathOf(picture), small(await glass.picture()));
  }
  console.log(`${WANTED.length} pictures drawn into test/glass/reviewed`);
} finally {
  await glass.close();
  await display.stop();
}

/** The same pixels in the fewest bytes that PNG has for flat colours. */
function small(png: Buffer): Buffer {
  return PNG.sync.write(PNG.sync.read(png), {
    filterType: 0,
    deflateLevel: 9,
    deflateStrategy: 0,
    colorType: 2,
  });
}
