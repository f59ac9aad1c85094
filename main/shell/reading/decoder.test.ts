import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from 'qrcode';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock } from '../../../test/support/simulated-clock.ts';
import { Decoder } from './decoder.ts';
import type { Picture } from './picture.ts';

const URL_ON_GLASS = 'https://pay.example/client?token=of-the-test';
const WASM = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
const WORKER = path.join(import.meta.dirname, 'decoder-worker.ts');

let directory: string;
let clock: SimulatedClock;

beforeEach(async () => {
  clock = new SimulatedClock();
  directory = await mkdtemp(path.join(tmpdir(), 'topper-decoder-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** White, with the code of that text in the middle, four pixels a module. */
function pictureOf(text: string): Picture {
  const { modules } = create(text);
  const [module, quiet] = [4, 8];
  const side = (modules.size + 2 * quiet) * module;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [row, column] = [Math.floor(y / module) - quiet, Math.floor(x / module) - quiet];
      const inside = Math.min(row, column) >= 0 && Math.max(row, column) < modules.size;
      if (inside && modules.get(row, column) === 1)
        pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return { pixels, width: side, height: side };
}

const nothing = (): Picture => ({ pixels: new Uint8ClampedArray(64 * 64 * 4), width: 64, height: 64 });

it('reads the code on a picture, and nothing where there is none', async () => {
  const decoder = new Decoder({ worker: WORKER, wasm: WASM, clock });
  expect(await decoder.decode(pictureOf(URL_ON_GLASS))).toBe(URL_ON_GLASS);
  expect(await decoder.decode(nothing())).toBeNull();
});

it('fails with its thread, and gives the next picture a new one', async () => {
  const wasm = path.join(directory, 'reader.wasm');
  await writeFile(wasm, 'not a decoder');
  const decoder = new Decoder({ worker: WORKER, wasm, clock });
  await expect(decoder.decode(pictureOf(URL_ON_GLASS))).rejects.toThrow(/wasm|WebAssembly/i);
  await copyFile(WASM, wasm);
  expect(await decoder.decode(pictureOf(URL_ON_GLASS))).toBe(URL_ON_GLASS);
});

it('ends its thread when there was nothing to read for a while, and begins another one for the next picture', async () => {
  const threads = async (): Promise<number> => (await readdir('/proc/self/task')).length;
  const before = await threads();
  const decoder = new Decoder({ worker: WORKER, wasm: WASM, clock });
  await decoder.decode(nothing());
  expect(await threads()).toBeGreaterThan(before);
  clock.advance(15_000);
  await expect.poll(threads).toBe(before);
  expect(await decoder.decode(pictureOf(URL_ON_GLASS))).toBe(URL_ON_GLASS);
});
