import { create } from 'qrcode';
import { describe, expect, it } from 'vitest';
import { textOn } from './decoder.ts';
import type { Picture } from './picture.ts';

const LONG_URL = `https://pay.example/client?token=${'aZ9+/'.repeat(190)}`;

/** White, with the code of that text in the middle of its quiet zone. */
function pictureOf(text: string, level: 'L' | 'M' | 'Q' | 'H', modulePx: number): Picture {
  const { modules } = create(text, { errorCorrectionLevel: level });
  const side = (modules.size + 2 * 4) * modulePx;
  const pixels = new Uint8Array(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [row, column] = [Math.floor(y / modulePx) - 4, Math.floor(x / modulePx) - 4];
      const inside = Math.min(row, column) >= 0 && Math.max(row, column) < modules.size;
      if (inside && modules.get(row, column) === 1)
        pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return { pixels, width: side, height: side };
}

describe('the decoder of the glass [verbatim-code]', () => {
  it.each(['L', 'M', 'Q', 'H'] as const)('reads a code of any length at level %s', (level) => {
    for (let length = 40; length < LONG_URL.length; length += 170) {
      const url = LONG_URL.slice(0, length);
      expect(textOn(pictureOf(url, level, 3))).toBe(url);
    }
  });

  it('reads nothing where there is no code, or one that is half covered', () => {
    const half = pictureOf(LONG_URL.slice(0, 100), 'M', 4);
    half.pixels.fill(0, 0, half.pixels.length / 2);
    expect(textOn(half)).toBeNull();
    expect(textOn({ pixels: new Uint8Array(64 * 64 * 4), width: 64, height: 64 })).toBeNull();
  });

  it('reads nothing from what is no picture', () => {
    expect(textOn({ pixels: new Uint8Array(4), width: 1, height: 1 })).toBeNull();
  });
});
