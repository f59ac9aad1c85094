/**
 * The brand's font. The layouts are made for our font: a wider font is drawn smaller in the same ratio, and its lines
 * are placed where ours are. If it lacks a letter of a language, that whole language is set in our font, because two
 * fonts in one word look broken.
 */
import type { GlassBrand, Locale } from '../../preload/contract.ts';
import { charactersOf } from '../fonts/characters.ts';
import { CATALOGUES } from '../texts/catalogues.ts';

export const BRAND_FAMILY = 'Brand';
const OUR_FAMILY = 'Be Vietnam Pro';
const OUR_FAMILIES = `"${OUR_FAMILY}", "Noto Sans SC Glass"`;
const MEASURED_FAMILY = 'Brand as it is';
const WEIGHTS = { regular: 500, bold: 700 } as const;
const SAMPLE = 'Add money with your phone. Agregado a esta máquina $1,234,567.89';
const OF_AMOUNTS = '0123456789.,$';
const WITHOUT_INK = /[\s\p{Cf}]/gu;

type Pen = Pick<CanvasRenderingContext2D, 'font' | 'measureText'>;

/**
 * Loads both weights. @returns both, and the languages of which they have every letter. @throws when one does not load.
 */
export async function loadBrandFont(
  font: NonNullable<GlassBrand['font']>,
): Promise<{ faces: FontFace[]; locales: Set<Locale> }> {
  const pen = document.createElement('canvas').getContext('2d');
  if (pen === null) throw new Error('no canvas');
  const faces: FontFace[] = [];
  for (const name of ['regular', 'bold'] as const) faces.push(await fitted(pen, font[name], WEIGHTS[name]));
  for (const face of faces) document.fonts.add(face);
  const locales = new Set<Locale>();
  for (const locale of Object.keys(CATALOGUES) as Locale[]) if (await has(pen, locale)) locales.add(locale);
  return { faces, locales };
}

async function fitted(pen: Pen, address: string, weight: number): Promise<FontFace> {
  const source = `url("${new URL(address, location.href).href}")`;
  const measured = await new FontFace(MEASURED_FAMILY, source, { weight: `${weight}` }).load();
  document.fonts.add(measured);
  await document.fonts.load(`${weight} 100px "${OUR_FAMILY}"`);
  const ours = measure(pen, `"${OUR_FAMILY}"`, weight, SAMPLE);
  const theirs = measure(pen, `"${MEASURED_FAMILY}"`, weight, SAMPLE);
  document.fonts.delete(measured);
  const scale = Math.min(1, ours.width / theirs.width);
  const percent = (part: number): string => `${((100 * part) / scale).toFixed(2)}%`;
  const descriptors = {
    weight: `${weight}`,
    sizeAdjust: `${(100 * scale).toFixed(2)}%`, // TypeScript's DOM does not know it yet; Chromium does
    ascentOverride: percent(ours.fontBoundingBoxAscent / 100),
    descentOverride: percent(ours.fontBoundingBoxDescent / 100),
    lineGapOverride: '0%',
  };
  return new FontFace(BRAND_FAMILY, source, descriptors).load();
}

/** A letter that the font lacks is drawn in our font, which has every letter, and so has exactly its width. */
async function has(pen: Pen, locale: Locale): Promise<boolean> {
  const letters = (charactersOf(CATALOGUES[locale]) + OF_AMOUNTS).replaceAll(WITHOUT_INK, '');
  for (const weight of Object.values(WEIGHTS)) {
    await document.fonts.load(`${weight} 100px ${OUR_FAMILIES}`, letters);
    for (const letter of letters) {
      const [drawn, ours] = [`"${BRAND_FAMILY}", ${OUR_FAMILIES}`, OUR_FAMILIES].map((families) =>
        inkOf(measure(pen, families, weight, letter)),
      );
      if (drawn === ours) return false;
    }
  }
  return true;
}

function inkOf(text: TextMetrics): string {
  const { width, actualBoundingBoxLeft, actualBoundingBoxRight } = text;
  const { actualBoundingBoxAscent, actualBoundingBoxDescent } = text;
  return [
    width,
    actualBoundingBoxLeft,
    actualBoundingBoxRight,
    actualBoundingBoxAscent,
    actualBoundingBoxDescent,
  ].join();
}

function measure(pen: Pen, families: string, weight: number, text: string): TextMetrics {
  pen.font = `${weight} 100px ${families}`;
  return pen.measureText(text);
}
