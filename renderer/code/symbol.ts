/** A url as QR symbols: the matrix of dark and light modules at each level of error correction. */
import { create } from 'qrcode';
import { ERROR_CORRECTIONS, type Candidate } from './fit.ts';

export interface QrSymbol extends Candidate {
  /** Row by row, 1 is dark; `modules * modules` long. */
  matrix: Uint8Array;
}

/** The url as it came [verbatim-code], at every level that has a version big enough for it; lowest level first. */
export function symbolsOf(url: string): QrSymbol[] {
  return ERROR_CORRECTIONS.flatMap((errorCorrection) => {
    try {
      const { version, modules } = create(url, { errorCorrectionLevel: errorCorrection });
      return [{ errorCorrection, version, modules: modules.size, matrix: Uint8Array.from(modules.data) }];
    } catch {
      // Longer than version 40 holds at this level: not a candidate. None at all is reported as NOT_SCANNABLE.
      return [];
    }
  });
}
