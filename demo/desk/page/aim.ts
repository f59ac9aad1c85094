/** Where the phone's camera looks. */
import type { DecodedCode } from '../contract.ts';

/** How much of the surroundings of a code the camera sees, in widths of the code. */
const SURROUNDINGS = 0.35;

/** A part of the picture of the glass, in its pixels; it may reach beyond the picture's edges. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** The square around the code; without a code the camera is further away and sees the whole glass. */
export function aim(picture: Size, code: DecodedCode | null): Part {
  if (code === null) {
    const side = Math.max(picture.width, picture.height);
    return { x: (picture.width - side) / 2, y: (picture.height - side) / 2, width: side, height: side };
  }
  const xs = code.corners.map(({ x }) => x);
  const ys = code.corners.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const wanted = Math.max(right - left, bottom - top) * (1 + 2 * SURROUNDINGS);
  const side = Math.round(Math.min(wanted, picture.width, picture.height));
  const within = (middle: number, end: number): number =>
    Math.round(Math.max(0, Math.min(middle - side / 2, end - side)));
  return {
    x: within((left + right) / 2, picture.width),
    y: within((top + bottom) / 2, picture.height),
    width: side,
    height: side,
  };
}
