/** A url as a QR symbol: the matrix of dark and light modules at one level of error correction. */
import { create, type GeneratedQRCodeSegment, type QRCodeSegment } from 'qrcode';
import { smallestVersion } from './capacity.ts';
import { ERROR_CORRECTIONS, type Candidate } from './fit.ts';

export interface QrSymbol extends Candidate {
  /** Row by row, 1 is dark; `modules * modules` long. */
  matrix: Uint8Array;
}

/** The url as it came [verbatim-code], before a level is chosen: to draw a symbol costs most of a code's time. */
export interface Encoded {
  segments: readonly GeneratedQRCodeSegment[];
  /** Every level that has a version big enough; lowest level first. */
  candidates: readonly Candidate[];
}

export function encode(url: string): Encoded {
  const segments = segmentsOf(url);
  if (segments.length === 0) return { segments, candidates: [] };
  const candidates = ERROR_CORRECTIONS.flatMap((errorCorrection): Candidate[] => {
    const version = smallestVersion(segments, errorCorrection);
    return version === null ? [] : [{ errorCorrection, version, modules: 17 + 4 * version }];
  });
  return { segments, candidates };
}

export function symbolOf({ segments }: Encoded, { errorCorrection, version }: Candidate): QrSymbol {
  const given = segments.map(({ mode, data }) => ({ mode: mode.id.toLowerCase(), data }) as QRCodeSegment);
  const { modules } = create(given, { errorCorrectionLevel: errorCorrection, version });
  return { errorCorrection, version, modules: modules.size, matrix: Uint8Array.from(modules.data) };
}

/** The url in the shortest encodings of the standard; empty: longer than any symbol holds. */
function segmentsOf(url: string): readonly GeneratedQRCodeSegment[] {
  try {
    return create(url, { errorCorrectionLevel: 'L', maskPattern: 0 }).segments; // one mask of eight, and not drawn
  } catch {
    return []; // reported as NOT_SCANNABLE
  }
}
