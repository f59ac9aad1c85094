/** The code as it is on the glass, pixel by pixel, against the symbol that should be there. */
import { PNG } from 'pngjs';
import { QUIET_ZONE } from '../../renderer/code/fit.ts';
import { encode, symbolOf } from '../../renderer/code/symbol.ts';
import type { PaintReport } from '../../preload/contract.ts';

type PaintedCode = NonNullable<PaintReport['code']>;

/**
 * Pixels inside the code or its quiet zone that are not the pure black or white of their module; 0 is a sharp code at
 * whole device pixels. `place` is the top left corner of the quiet zone in device pixels.
 */
export function wrongPixels(
  png: Buffer,
  url: string,
  painted: PaintedCode,
  place: { x: number; y: number },
): number {
  const encoded = encode(url);
  const candidate = encoded.candidates.find((one) => one.errorCorrection === painted.errorCorrection);
  if (!candidate) throw new Error(`no symbol at level ${painted.errorCorrection}`);
  const symbol = symbolOf(encoded, candidate);
  const { width, data } = PNG.sync.read(png);
  const across = symbol.modules + 2 * QUIET_ZONE;
  let wrong = 0;
  for (let y = 0; y < across * painted.modulePx; y += 1) {
    for (let x = 0; x < across * painted.modulePx; x += 1) {
      const column = Math.floor(x / painted.modulePx) - QUIET_ZONE;
      const row = Math.floor(y / painted.modulePx) - QUIET_ZONE;
      const inside = Math.min(column, row) >= 0 && Math.max(column, row) < symbol.modules;
      const dark = inside && symbol.matrix[row * symbol.modules + column] === 1;
      const at = ((place.y + y) * width + place.x + x) * 4;
      const shade = dark ? 0 : 255;
      if (data[at] !== shade || data[at + 1] !== shade || data[at + 2] !== shade) wrong += 1;
    }
  }
  return wrong;
}
