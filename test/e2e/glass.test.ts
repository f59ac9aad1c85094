/** A sample of the glass's matrix in the real runtime; `npm run matrix:glass` checks all of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeFaults, layoutFaults, screenOf } from '../glass/checks.ts';
import { contrastFaults } from '../glass/contrast.ts';
import { DEVICE_PIXEL_RATIOS, displaySizes, type DisplaySize } from '../glass/display-size.ts';
import { GlassWindow } from '../glass/glass-window.ts';
import { differenceFrom, REVIEWED } from '../glass/reviewed.ts';
import { LOCALES } from '../../preload/contract.ts';
import { SCREENS } from '../glass/samples.ts';

/** The tightest for words, and the one with the least height. */
const TIGHT: Readonly<Record<number, DisplaySize>> = {
  1.5: { width: 1280, height: 800, devicePixelRatio: 1.5 },
  1: { width: 1280, height: 390, devicePixelRatio: 1 },
};

describe.each(DEVICE_PIXEL_RATIOS)('the glass at %d device pixels per pixel', (devicePixelRatio) => {
  let glass: GlassWindow;

  beforeAll(async () => {
    glass = await GlassWindow.open(devicePixelRatio);
  });

  afterAll(async () => {
    await glass.close();
  });

  it('draws the code at whole device pixels on every display', async () => {
    const faults: string[] = [];
    for (const size of displaySizes(devicePixelRatio)) {
      await glass.resize(size);
      faults.push(...(await codeFaults(glass, size, 'en')));
      faults.push(...(await layoutFaults(glass, size, 'vi', 'code')));
    }
    expect(faults).toEqual([]);
  });

  const tight = TIGHT[devicePixelRatio];
  if (tight) {
    it('shows every screen whole and readable in every language', async () => {
      await glass.resize(tight);
      const faults: string[] = [];
      for (const locale of LOCALES) {
        for (const name of Object.keys(SCREENS))
          faults.push(...(await layoutFaults(glass, tight, locale, name)));
      }
      expect(faults).toEqual([]);
    });
  }
});

describe('the glass', () => {
  let glass: GlassWindow;

  beforeAll(async () => {
    glass = await GlassWindow.open(1);
  });

  afterAll(async () => {
    await glass.close();
  });

  it('has AA contrast in each of its moods', async () => {
    await glass.resize({ width: 1280, height: 800, devicePixelRatio: 1 });
    const faults: string[] = [];
    for (const name of ['code', 'invitation', 'added', 'declined-limit-reached', 'unavailable-link-down']) {
      await glass.show(screenOf(name), 'en');
      faults.push(...(await contrastFaults(glass.page)));
    }
    expect(faults).toEqual([]);
  });

  it('looks as it was reviewed', async () => {
    const differences: string[] = [];
    const english = REVIEWED.filter(({ locale, size }) => locale === 'en' && size.height === 390);
    expect(english.length).toBe(Object.keys(SCREENS).length);
    for (const picture of english) {
      await glass.resize(picture.size);
      await glass.show(screenOf(picture.screen), picture.locale);
      const difference = await differenceFrom(picture, await glass.picture());
      if (difference !== null) differences.push(difference);
    }
    expect(differences).toEqual([]);
  });
});
