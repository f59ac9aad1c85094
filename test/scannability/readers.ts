/** Two readers, as far apart as can be had: the one most apps carry, and one that gives up sooner. */
import jsqr from 'jsqr';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Grey } from './camera.ts';

// From the disk: by itself it would be fetched over the network.
const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });

export const READERS = ['zxing-wasm', 'jsQR'] as const;
export type Reader = (typeof READERS)[number];

/** Whether this reader reads just this text off the picture. */
export async function reads(reader: Reader, picture: Grey, text: string): Promise<boolean> {
  const { width, height } = picture;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let index = 0; index < picture.data.length; index += 1) {
    const level = picture.data[index] ?? 0;
    data[index * 4] = level;
    data[index * 4 + 1] = level;
    data[index * 4 + 2] = level;
  }
  if (reader === 'jsQR') {
    return jsqr.default(data, width, height, { inversionAttempts: 'dontInvert' })?.data === text;
  }
  const found = await readBarcodes(
    { data, width, height, colorSpace: 'srgb' },
    {
      formats: ['QRCode'],
      tryHarder: true,
      maxNumberOfSymbols: 1,
    },
  );
  return found[0]?.isValid === true && found[0].text === text;
}
