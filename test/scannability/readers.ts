/** Two readers, as far apart as can be had: the one most apps carry, and one that gives up sooner. */
import jsqr from 'jsqr';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Grey } from './camera.ts';

// Loaded from the disk: otherwise the library would fetch it over the network.
const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });

export const READERS = ['zxing-wasm', 'jsQR'] as const;
export type Reader = (typeof READERS)[number];

/** Whether this reader reads exactly this text from the picture. */
export async function reads(reader: Reader, picture: Grey, text: string): Promise<boolean> {
  if (reader === 'zxing-wasm') return readByZXing(picture, text);
  return readByJsQR(picture, text) || readByJsQR(halved(picture), text);
}

async function readByZXing(picture: Grey, text: string): Promise<boolean> {
  const [found] = await readBarcodes(
    { ...rgba(picture), colorSpace: 'srgb' },
    { formats: ['QRCode'], tryHarder: true, tryDownscale: true, maxNumberOfSymbols: 1 },
  );
  return found?.isValid === true && found.text === text;
}

function readByJsQR(picture: Grey, text: string): boolean {
  const { data, width, height } = rgba(picture);
  return jsqr.default(data, width, height, { inversionAttempts: 'dontInvert' })?.data === text;
}

/** jsQR looks at blocks of 8 by 8 pixels: where a module fills one, the sensor's noise is all that it sees there. */
function halved({ width, height, data }: Grey): Grey {
  const [halfWidth, halfHeight] = [Math.floor(width / 2), Math.floor(height / 2)];
  const half = new Uint8Array(halfWidth * halfHeight);
  for (let index = 0; index < half.length; index += 1) {
    const from = 2 * Math.floor(index / halfWidth) * width + 2 * (index % halfWidth);
    const four = [from, from + 1, from + width, from + width + 1];
    half[index] = Math.round(four.reduce((sum, at) => sum + (data[at] ?? 0), 0) / 4);
  }
  return { width: halfWidth, height: halfHeight, data: half };
}

function rgba({ width, height, data }: Grey): {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
} {
  const pixels = new Uint32Array(width * height);
  for (let index = 0; index < pixels.length; index += 1) {
    pixels[index] = 0xff_00_00_00 + (data[index] ?? 0) * 0x01_01_01;
  }
  return { width, height, data: new Uint8ClampedArray(pixels.buffer) };
}
