/** One screen on one display in one language, measured. */
import type { Locale } from '../../preload/contract.ts';
import { QUIET_ZONE } from '../../renderer/code/fit.ts';
import { type DisplaySize, nameOf } from './display-size.ts';
import type { GlassWindow } from './glass-window.ts';
import { faultsOf } from './measure.ts';
import { wrongPixels } from './pixels.ts';
import { SCREENS } from './samples.ts';

/** The glass is already of this size. @returns sentences that say what is wrong, each with where. */
export async function layoutFaults(
  glass: GlassWindow,
  size: DisplaySize,
  locale: Locale,
  name: string,
): Promise<string[]> {
  await glass.show(screenOf(name), locale);
  return (await faultsOf(glass.page)).map((fault) => `${nameOf(size)} ${locale} ${name}: ${fault}`);
}

/** The code on a glass of this size: every module whole device pixels, its quiet zone light, no other pixel in it. */
export async function codeFaults(glass: GlassWindow, size: DisplaySize, locale: Locale): Promise<string[]> {
  const screen = screenOf('code');
  const { code } = await glass.show(screen, locale);
  const where = `${nameOf(size)} ${locale}`;
  if (!code || screen.kind !== 'code') return [`${where}: no code is reported`];
  const box = await glass.page.locator('canvas.code').evaluate((canvas: HTMLCanvasElement) => {
    const { left, top, width } = canvas.getBoundingClientRect();
    const ratio = window.devicePixelRatio;
    return { x: left * ratio, y: top * ratio, side: width * ratio, drawn: canvas.width };
  });
  const across = 17 + 4 * code.version + 2 * QUIET_ZONE;
  const side = across * code.modulePx;
  if (box.drawn !== side) return [`${where}: drawn ${box.drawn} wide, ${side} promised`];
  if (Math.abs(box.side - side) > 0.05) return [`${where}: shown ${box.side} wide, ${side} promised`];
  const place = { x: Math.round(box.x), y: Math.round(box.y) };
  const wrong = wrongPixels(await glass.picture(), screen.url, code, place);
  return wrong === 0 ? [] : [`${where}: ${wrong} pixels of the code are not of their module`];
}

export function screenOf(name: string): (typeof SCREENS)[string] {
  const screen = SCREENS[name];
  if (!screen) throw new Error(`no screen is called ${name}`);
  return screen;
}
