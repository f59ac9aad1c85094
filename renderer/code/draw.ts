/** A symbol on a canvas: whole device pixels per module, dark on light, quiet zone of four, nothing else. */
import { QUIET_ZONE } from './fit.ts';
import type { QrSymbol } from './symbol.ts';

/** The part of a 2D canvas context that is used. */
export interface Pen {
  fillStyle: unknown;
  fillRect(x: number, y: number, width: number, height: number): void;
}

export function drawSymbol(pen: Pen, symbol: QrSymbol, modulePx: number): void {
  const side = (symbol.modules + 2 * QUIET_ZONE) * modulePx;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = '#000';
  for (let row = 0; row < symbol.modules; row += 1) {
    let start = 0;
    while (start < symbol.modules) {
      const end = endOfRun(symbol, row, start);
      if (symbol.matrix[row * symbol.modules + start] === 1) {
        pen.fillRect(
          (start + QUIET_ZONE) * modulePx,
          (row + QUIET_ZONE) * modulePx,
          (end - start) * modulePx,
          modulePx,
        );
      }
      start = end;
    }
  }
}

/** Modules of one colour in a row are drawn as one rectangle, so that no seam can show between them. */
function endOfRun(symbol: QrSymbol, row: number, start: number): number {
  const at = (column: number) => symbol.matrix[row * symbol.modules + column];
  let end = start + 1;
  while (end < symbol.modules && at(end) === at(start)) end += 1;
  return end;
}
