/** The glass in the brand of the demo: every screen in every language, at the sizes that differ most. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBrand } from '../../main/settings/brand-folder.ts';
import { copySampleBrand } from '../support/shell/sample-brand.ts';
import { codeFaults, layoutFaults, screenOf } from './checks.ts';
import { contrastFaults } from './contrast.ts';
import { type DisplaySize, nameOf } from './display-size.ts';
import { GlassWindow } from './glass-window.ts';
import { LOCALES } from '../../preload/contract.ts';
import { SCREENS } from './samples.ts';

const SIZES = (
  [
    [1920, 1080],
    [1280, 800],
    [1080, 1920],
    [1280, 390],
  ] as const
).map(([width, height]): DisplaySize => ({ width, height, devicePixelRatio: 1 }));

let glass: GlassWindow;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'topper-brand-'));
  await copySampleBrand(folder);
  const brand = readBrand(folder);
  await rm(folder, { recursive: true });
  expect(brand.problem).toBeNull();
  glass = await GlassWindow.open(1, brand);
});
afterAll(async () => {
  await glass.close();
});

describe.each(SIZES.map((size) => [nameOf(size), size] as const))('a branded glass of %s', (_, size) => {
  beforeAll(async () => {
    await glass.resize(size);
  });

  it.each(LOCALES)('is whole, apart and big enough to read in %s', async (locale) => {
    const faults: string[] = [];
    for (const name of Object.keys(SCREENS)) faults.push(...(await layoutFaults(glass, size, locale, name)));
    expect(faults).toEqual([]);
  });

  it.each(LOCALES)('has the code black on white in whole device pixels in %s', async (locale) => {
    expect(await codeFaults(glass, size, locale)).toEqual([]);
  });
});

it.each(LOCALES)(
  'has the letters of %s from one font: of the brand where it has them all, else ours',
  async (locale) => {
    await glass.show(screenOf('code'), locale);
    const family = await glass.page.evaluate(
      () => getComputedStyle(document.querySelector('.purpose') ?? document.body).fontFamily,
    );
    expect(family.startsWith('Brand')).toBe(['en', 'es', 'fil'].includes(locale)); // the sample's file is Latin only
  },
);

it.each(Object.keys(SCREENS))('%s has AA contrast in the colours of the brand', async (name) => {
  await glass.resize({ width: 1280, height: 800, devicePixelRatio: 1 });
  await glass.show(screenOf(name), 'en');
  expect(await contrastFaults(glass.page)).toEqual([]);
});
