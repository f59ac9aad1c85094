/**
 * The pictures of the glass that a person has looked at, and whether it still looks like them. They are kept in
 * test/glass/reviewed/; `npm run glass:review` draws them anew, to be looked at before they are committed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { CHECKOUT } from '../../tools/checkout.ts';
import type { DisplaySize } from './display-size.ts';
import { LOCALES, type Locale } from '../../preload/contract.ts';
import { SCREENS } from './samples.ts';

export interface ReviewedPicture {
  screen: string;
  locale: Locale;
  size: DisplaySize;
}

const LANDSCAPE: DisplaySize = { width: 1280, height: 800, devicePixelRatio: 1 };
const WIDE: DisplaySize = { width: 1280, height: 390, devicePixelRatio: 1 };

/** Each screen at two sizes, and in each other language at one. */
export const REVIEWED: readonly ReviewedPicture[] = Object.keys(SCREENS).flatMap((screen) =>
  LOCALES.flatMap((locale) =>
    (locale === 'en' ? [LANDSCAPE, WIDE] : [WIDE]).map((size) => ({ screen, locale, size })),
  ),
);

/**
 * Two glasses of the same runtime are the same to the last pixel. Another Chromium draws the edges of letters a
 * little differently: pixelmatch leaves anti-aliased pixels out, and of the rest one in five hundred may differ, some
 * 20 letters' edges. A missing line, a moved block or another colour is many times that.
 */
const TOLERATED = { colour: 0.15, partOfPixels: 0.002 } as const;

export function pathOf({ screen, locale, size }: ReviewedPicture): string {
  return join(CHECKOUT, 'test/glass/reviewed', `${size.width}x${size.height}-${locale}`, `${screen}.png`);
}

/** @returns null when it looks as reviewed, else what is different and where the difference is drawn. */
export async function differenceFrom(picture: ReviewedPicture, png: Buffer): Promise<string | null> {
  const name = `${picture.screen}-${picture.size.width}x${picture.size.height}-${picture.locale}`;
  const reviewed = PNG.sync.read(await readFile(pathOf(picture)));
  const drawn = PNG.sync.read(png);
  const { width, height } = reviewed;
  if (drawn.width !== width || drawn.height !== height) return `${name}: another size`;
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(reviewed.data, drawn.data, difference.data, width, height, {
    threshold: TOLERATED.colour,
  });
  if (pixels <= TOLERATED.partOfPixels * width * height) return null;
  const path = join(CHECKOUT, 'test/.output/glass', `${name}.png`);
  await writePicture(path, PNG.sync.write(difference));
  return `${name}: ${pixels} pixels differ, see ${path}`;
}

export async function writePicture(path: string, png: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, png);
}
