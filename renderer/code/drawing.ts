/** What to draw for a url on this glass: the chosen symbol at its size, or nothing at all. */
import type { Layout, Viewport } from '../frame/layout.ts';
import { fitCode, pixelsPerMm } from './fit.ts';
import { encode, symbolOf, type QrSymbol } from './symbol.ts';

export interface Drawing {
  symbol: QrSymbol;
  /** Device pixels per module. */
  modulePx: number;
  /** Device pixels per side, quiet zone included. */
  sidePx: number;
}

/** @returns null when a phone could not read it from this glass. */
export function drawingOf(
  url: string,
  viewport: Viewport,
  layout: Layout,
  display: { widthMm: number; heightMm: number } | null,
): Drawing | null {
  const { width, height, devicePixelRatio } = viewport;
  const resolution = { widthPx: width * devicePixelRatio, heightPx: height * devicePixelRatio };
  const encoded = encode(url);
  const space = { sidePx: layout.code.side, pxPerMm: pixelsPerMm(resolution, display) };
  const fit = fitCode(encoded.candidates, space);
  if (fit === null) return null;
  const { candidate, modulePx, sidePx } = fit;
  return { symbol: symbolOf(encoded, candidate), modulePx, sidePx };
}
