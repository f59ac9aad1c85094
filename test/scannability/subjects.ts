/** What is photographed: our glass, and a plain page with the picture that the `qrcode` library makes by default. */
import { PNG } from 'pngjs';
import { toDataURL } from 'qrcode';
import { QUIET_ZONE } from '../../renderer/code/fit.ts';
import { encode, symbolOf } from '../../renderer/code/symbol.ts';
import type { GlassWindow } from '../glass/glass-window.ts';
import type { Aim, Grey } from './camera.ts';
import type { Topper } from './displays.ts';

export const MAKERS = ['ours', 'plain'] as const;
export type Maker = (typeof MAKERS)[number];

export interface Subject {
  maker: Maker;
  topper: Topper;
  urlLength: number;
  url: string;
  /** How it is drawn: `Q 19, 8 px`. */
  drawn: string;
  glass: Grey;
  aim: Aim;
  modulePx: number;
  /** Width of a display pixel. */
  pitchMm: number;
}

/** The window is already of the topper's size. Null: refused as not scannable. */
export async function subjectOf(
  window: GlassWindow,
  maker: Maker,
  topper: Topper,
  url: string,
): Promise<Subject | null> {
  const drawing = maker === 'ours' ? await drawOurs(window, topper, url) : await drawPlain(window, url);
  if (!drawing) return null;
  const aim = await window.page.locator(drawing.selector).evaluate((code) => {
    const { left, top, width } = code.getBoundingClientRect();
    return { x: left, y: top, side: width };
  });
  return {
    maker,
    topper,
    urlLength: url.length,
    url,
    drawn: drawing.drawn,
    glass: greyOf(await window.picture()),
    aim,
    modulePx: drawing.modulePx,
    pitchMm: topper.widthMm / topper.width,
  };
}

interface Drawing {
  selector: string;
  drawn: string;
  modulePx: number;
}

async function drawOurs(window: GlassWindow, topper: Topper, url: string): Promise<Drawing | null> {
  await window.load();
  const { widthMm, heightMm } = topper;
  const screen = { kind: 'code', url, lifetimeMs: 120_000, remainingMs: 100_000 } as const;
  const { code } = await window.show(screen, 'en', { display: { widthMm, heightMm } });
  if (!code) return null;
  const { errorCorrection, version, modulePx } = code;
  return { selector: 'canvas.code', drawn: `${errorCorrection} ${version}, ${modulePx} px`, modulePx };
}

/** The library's defaults: level M, 4 pixels a module, quiet zone of 4; in a page with a browser's own style. */
async function drawPlain(window: GlassWindow, url: string): Promise<Drawing> {
  const picture = await toDataURL(url);
  await window.page.goto('about:blank');
  await window.page.setContent(`<!doctype html><title>Pay</title><img src="${picture}">`);
  const side = await window.page
    .locator('img')
    .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));
  const encoded = encode(url);
  const candidate = encoded.candidates.find(({ errorCorrection }) => errorCorrection === 'M');
  if (!candidate) throw new Error('no symbol at level M');
  const symbol = symbolOf(encoded, candidate);
  const modulePx = side / (symbol.modules + 2 * QUIET_ZONE);
  return { selector: 'img', drawn: `M ${symbol.version}, ${modulePx} px`, modulePx };
}

function greyOf(png: Buffer): Grey {
  const { width, height, data } = PNG.sync.read(png);
  const grey = new Uint8Array(width * height);
  for (let index = 0; index < grey.length; index += 1) {
    const [red, green, blue] = [data[index * 4] ?? 0, data[index * 4 + 1] ?? 0, data[index * 4 + 2] ?? 0];
    grey[index] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { width, height, data: grey };
}
