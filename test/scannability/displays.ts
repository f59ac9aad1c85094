/** Toppers as they are sold: the sizes that the glass is made for, in millimetres too. */
import type { DisplaySize } from '../glass/display-size.ts';

export interface Topper extends DisplaySize {
  widthMm: number;
  heightMm: number;
}

export const TOPPERS: readonly Topper[] = [
  { width: 1920, height: 1080, devicePixelRatio: 1, widthMm: 476, heightMm: 268 },
  { width: 1280, height: 800, devicePixelRatio: 1, widthMm: 261, heightMm: 163 },
  { width: 1080, height: 1920, devicePixelRatio: 1, widthMm: 268, heightMm: 476 },
  { width: 1280, height: 390, devicePixelRatio: 1, widthMm: 363, heightMm: 111 },
  { width: 1920, height: 540, devicePixelRatio: 1, widthMm: 597, heightMm: 168 },
  { width: 3840, height: 2160, devicePixelRatio: 1, widthMm: 597, heightMm: 336 },
];

export const URL_LENGTHS = [200, 400, 600, 800] as const;
/** Codes of our own are compared with Trustly's of this length. */
export const USUAL_LENGTH = 400;
