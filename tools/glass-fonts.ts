/**
 * `npm run glass:fonts` cuts Noto Sans SC down to the catalogue's characters: 2 x 1.1 MB become some 40 KB. The results
 * are kept in renderer/fonts/; a test there says when a new text needs them cut again.
 */
import { readFile, writeFile } from 'node:fs/promises';
import subsetFont from 'subset-font';
import { zhHans } from '../renderer/texts/zh-hans.ts';
import { charactersOf } from '../renderer/fonts/characters.ts';

const FONTS = new URL('../renderer/fonts/', import.meta.url);
const WEIGHTS = [500, 700];
const characters = charactersOf(zhHans);

const source = new URL('files/', import.meta.resolve('@fontsource/noto-sans-sc/package.json'));

for (const weight of WEIGHTS) {
  const font = await readFile(new URL(`noto-sans-sc-chinese-simplified-${weight}-normal.woff2`, source));
  const cut = await subsetFont(font, characters, { targetFormat: 'woff2' });
  await writeFile(new URL(`noto-sans-sc-glass-${weight}.woff2`, FONTS), cut);
}
await writeFile(new URL('noto-sans-sc-glass.txt', FONTS), `${characters}\n`);
