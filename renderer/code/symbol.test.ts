import * as fc from 'fast-check';
import jsqr from 'jsqr';
import { create } from 'qrcode';
import { describe, expect, it } from 'vitest';
import { drawSymbol } from './draw.ts';
import { QUIET_ZONE } from './fit.ts';
import { encode, symbolOf, type QrSymbol } from './symbol.ts';

const URL = 'https://pay.example/client?token=w5wDqkdsJ4Ggl+UAvauF/fFv==';

/** A canvas of plain bytes: what the pen drew, pixel by pixel. */
function drawn(symbol: QrSymbol, modulePx: number) {
  const side = (symbol.modules + 2 * QUIET_ZONE) * modulePx;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(128);
  const pen = {
    fillStyle: '#fff' as unknown,
    fillRect(x: number, y: number, width: number, height: number) {
      const shade = pen.fillStyle === '#000' ? 0 : 255;
      for (let row = y; row < y + height; row += 1) {
        pixels.fill(shade, (row * side + x) * 4, (row * side + x + width) * 4);
      }
    },
  };
  drawSymbol(pen, symbol, modulePx);
  return { pixels, side };
}

function symbolsOf(url: string): QrSymbol[] {
  const encoded = encode(url);
  return encoded.candidates.map((candidate) => symbolOf(encoded, candidate));
}

describe('the symbol of a url', () => {
  it('has the size that its length tells, and no smaller one would hold it', () => {
    const url = fc.stringMatching(/^https:\/\/[a-z.]{3,20}\/[A-Za-z0-9+/=?%]{1,900}$/);
    fc.assert(
      fc.property(url, (url) => {
        for (const symbol of symbolsOf(url)) {
          const drawn = create(url, { errorCorrectionLevel: symbol.errorCorrection, maskPattern: 0 });
          expect([symbol.version, symbol.modules]).toEqual([drawn.version, drawn.modules.size]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('reads back verbatim at every level, plus and slash included [verbatim-code]', () => {
    const symbols = symbolsOf(URL);
    expect(symbols.map(({ errorCorrection }) => errorCorrection)).toEqual(['L', 'M', 'Q', 'H']);
    for (const symbol of symbols) {
      const { pixels, side } = drawn(symbol, 3);
      expect(jsqr(pixels, side, side)?.data).toBe(URL);
    }
  });

  it('has a quiet zone of four light modules on every side', () => {
    const [symbol] = symbolsOf(URL);
    if (!symbol) throw new Error('no symbol');
    const { pixels, side } = drawn(symbol, 2);
    const at = (x: number, y: number) => pixels[(y * side + x) * 4];
    const margin = QUIET_ZONE * 2;
    for (let along = 0; along < side; along += 1) {
      for (let depth = 0; depth < margin; depth += 1) {
        expect([
          at(along, depth),
          at(along, side - 1 - depth),
          at(depth, along),
          at(side - 1 - depth, along),
        ]).toEqual([255, 255, 255, 255]);
      }
    }
    // The finder pattern begins just behind it.
    expect(at(margin, margin)).toBe(0);
  });

  it('has no candidate for what no version can hold', () => {
    expect(symbolsOf('x'.repeat(4000))).toEqual([]);
    expect(symbolsOf('x'.repeat(2500)).map(({ errorCorrection }) => errorCorrection)).toEqual(['L']);
  });
});
