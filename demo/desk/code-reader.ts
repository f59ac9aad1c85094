/** Reads the code as a phone does: from the picture of the glass and from nothing else [verbatim-code]. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import type { DecodedCode } from './contract.ts';

const OPTIONS: ReaderOptions = { formats: ['QRCode'], maxNumberOfSymbols: 1, tryInvert: false };

export class CodeReader {
  private constructor() {}

  /** Loads the decoder from the installed package; its default is to fetch it from a CDN. */
  static async load(): Promise<CodeReader> {
    const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
    await prepareZXingModule({
      overrides: { wasmBinary: new Uint8Array(wasm).buffer },
      fireImmediately: true,
    });
    return new CodeReader();
  }

  /** @param picture a JPEG or PNG. @returns null where no code can be read in it. */
  async read(picture: Buffer): Promise<DecodedCode | null> {
    const [found] = await readBarcodes(new Uint8Array(picture), OPTIONS);
    if (found === undefined || !found.isValid) return null;
    const { topLeft, topRight, bottomRight, bottomLeft } = found.position;
    return { text: found.text, corners: [topLeft, topRight, bottomRight, bottomLeft] };
  }
}
