/** Every screen on every display, at every pixel ratio, in every language. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeFaults, layoutFaults, screenOf } from './checks.ts';
import { contrastFaults } from './contrast.ts';
import { DEVICE_PIXEL_RATIOS, displaySizes, nameOf } from './display-size.ts';
import { GlassWindow } from './glass-window.ts';
import { differenceFrom, REVIEWED } from './reviewed.ts';
import { LOCALES } from '../../preload/contract.ts';
import { SCREENS } from './samples.ts';

describe.each(DEVICE_PIXEL_RATIOS)('at %d device pixels per pixel', (devicePixelRatio) => {
  const glass = glassOf(devicePixelRatio);

  describe.each(displaySizes(devicePixelRatio).map((size) => [nameOf(size), size] as const))(
    'on %s',
    (_, size) => {
      beforeAll(async () => {
        await glass().resize(size);
      });

      it.each(LOCALES)('every screen is whole, apart and big enough to read in %s', async (locale) => {
        const faults: string[] = [];
        for (const name of Object.keys(SCREENS))
          faults.push(...(await layoutFaults(glass(), size, locale, name)));
        expect(faults).toEqual([]);
      });

      it.each(LOCALES)('the code is whole device pixels in its quiet zone in %s', async (locale) => {
        expect(await codeFaults(glass(), size, locale)).toEqual([]);
      });
    },
  );
});

describe('every screen', () => {
  const glass = glassOf(1);

  it.each(Object.keys(SCREENS))('%s has AA contrast in every language', async (name) => {
    await glass().resize({ width: 1280, height: 800, devicePixelRatio: 1 });
    const faults: string[] = [];
    for (const locale of LOCALES) {
      await glass().show(screenOf(name), locale);
      faults.push(...(await contrastFaults(glass().page)));
    }
    expect(faults).toEqual([]);
  });

  it.each(Object.keys(SCREENS))('%s looks as it was reviewed', async (name) => {
    const differences: string[] = [];
    for (const picture of REVIEWED.filter(({ screen }) => screen === name)) {
      await glass().resize(picture.size);
      await glass().show(screenOf(name), picture.locale);
      const difference = await differenceFrom(picture, await glass().picture());
      if (difference !== null) differences.push(difference);
    }
    expect(differences).toEqual([]);
  });
});

/** One window for the tests of a describe block. */
function glassOf(devicePixelRatio: number): () => GlassWindow {
  let glass: GlassWindow;
  beforeAll(async () => {
    glass = await GlassWindow.open(devicePixelRatio);
  });
  afterAll(async () => {
    await glass.close();
  });
  return () => glass;
}
