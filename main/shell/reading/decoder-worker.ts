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

/** No second looks: a glass on which the code is hard to find is a fault, and the cost stays bounded. */
const OPTIONS: ReaderOptions = {
  formats: ['QRCode'],
  maxNumberOfSymbols: 1,
  tryInvert: false,
  tryRotate: false,
};

const { wasmFile } = workerData as { wasmFile: string };
const wasm = await readFile(wasmFile);
await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });

const port = parentPort;
if (port === null) throw new Error('decoder-worker.ts runs as a worker thread only');
port.on('message', ({ pixels, width, height }: Picture) => {
  void readBarcodes({ data: pixels, width, height, colorSpace: 'srgb' } as Readable, OPTIONS).then(
    ([found]) => port.postMessage(found?.isValid === true ? found.text : null),
    () => port.postMessage(null),
  );
});
