/**
 * Worker thread that decodes captures of the glass, so that no frame and no credit waits for it. Takes a `Picture`,
 * answers the text of the code on it or null.
 */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import type { Picture } from './picture.ts';

/** What the decoder takes; the type of the browser's own ImageData is not known here. */
type Readable = Parameters<typeof readBarcodes>[0];

/**
 * The decoder tries only once, at the size that it gets: a glass on which the code is hard to find is a fault, and the
 * cost stays bounded.
 */
const OPTIONS: ReaderOptions = {
  formats: ['QRCode'],
  maxNumberOfSymbols: 1,
  tryInvert: false,
  tryRotate: false,
  tryDownscale: false,
};

const port = parentPort;
if (port === null) throw new Error('decoder-worker.ts runs as a worker thread only');

// Listening begins before the decoder is compiled: a worker with nothing to listen to waits for the threads that
// compile, while they may wait for it to collect garbage, and neither it nor the process that joins it ever ends.
// See nodejs/node#54918.
port.on('message', (picture: Picture) => {
  void textOn(picture).then((text) => port.postMessage(text));
});

const { wasmFile } = workerData as { wasmFile: string };
const compiled = compile(wasmFile);

async function compile(file: string): Promise<void> {
  const wasm = await readFile(file);
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
}

/** @throws when there is no decoder, which ends this thread; the next picture gets another one. */
async function textOn({ pixels, width, height }: Picture): Promise<string | null> {
  await compiled;
  try {
    const image = { data: pixels, width, height, colorSpace: 'srgb' };
    const [found] = await readBarcodes(image as Readable, OPTIONS);
    return found?.isValid === true ? found.text : null;
  } catch {
    return null; // not a picture of a code, whatever else it is
  }
}
