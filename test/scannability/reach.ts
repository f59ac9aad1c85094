/** How far away a code can be read: the camera goes back in small steps until no reader reads it any more. */
import { FOCAL_PX } from './camera.ts';
import { STRAIGHT_ON } from './conditions.ts';
import { readFrom } from './experiment.ts';
import { READERS, type Reader } from './readers.ts';
import type { Subject } from './subjects.ts';

/** The farthest distance in millimetres; 0: it is read from nowhere. */
export type Reach = Readonly<Record<Reader, number>>;

const STEP = 1.02;
/** Every code is read from there, and none from the other end. */
const NEAREST_PIXELS = 3;
const FARTHEST_PIXELS = 1;

export async function reachOf(subject: Subject): Promise<Reach> {
  const { modulePx, pitchMm } = subject;
  const reach = { 'zxing-wasm': 0, jsQR: 0 };
  for (let pixels = NEAREST_PIXELS; pixels > FARTHEST_PIXELS; pixels /= STEP) {
    const distanceMm = (FOCAL_PX * modulePx * pitchMm) / pixels;
    const place = { condition: STRAIGHT_ON, distanceMm, pixelsPerModule: pixels, fits: true };
    const read = await readFrom(subject, place);
    const readers = READERS.filter((reader) => read[reader]);
    if (readers.length === 0) break;
    for (const reader of readers) reach[reader] = distanceMm;
  }
  return reach;
}
