/**
 * Reads the code on a picture of the glass. It runs on the main thread: at the size of a capture it takes less of that
 * thread than handing the picture to another one did (docs/decisions/0018-the-kiosk-stays-up.md).
 */
import { decodeQR } from 'qr/decode.js';
import type { Picture } from './picture.ts';

/** For what needs a second try; a picture that has a code needs none. */
const LONGEST_MS = 100;

/** @returns the text of the code, or null where none can be read. */
export function textOn({ pixels, width, height }: Picture): string | null {
  try {
    return decodeQR({ data: pixels, width, height }, { format: 'BGRA', timeLimit: LONGEST_MS });
  } catch {
    return null; // not a picture of a code, whatever else it is
  }
}
