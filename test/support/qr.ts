/** Reads a QR code out of a picture, as a phone would: from pixels only. */
import { readBarcodes } from 'zxing-wasm/reader';

/** The text of the one QR code in this PNG or JPEG; null when none can be read. */
export async function decodeQr(image: Uint8Array): Promise<string | null> {
  const found = await readBarcodes(image, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 2 });
  const [first] = found.filter((result) => result.isValid);
  return first?.text ?? null;
}
