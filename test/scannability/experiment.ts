/** A code photographed under every condition, and read by every reader. */
import { fitsPicture, FOCAL_PX, photograph } from './camera.ts';
import { CONDITIONS, DISTANCES_MM, PIXELS_PER_MODULE, STRAIGHT_ON } from './conditions.ts';
import { READERS, reads, type Reader } from './readers.ts';
import type { Subject } from './subjects.ts';

/** Where the camera is, and what it has to cope with. */
export interface Place {
  condition: (typeof CONDITIONS)[number];
  distanceMm: number;
  /** Where the distance was chosen to give so many camera pixels per module; else null. */
  pixelsPerModule: number | null;
  /** All of the code is in the camera's picture. */
  fits: boolean;
}

export type Reads = Readonly<Record<Reader, boolean>>;

export interface Trial extends Place {
  subject: Subject;
  read: Reads;
}

/** Distances at which conditions other than straight on are tried. */
export const SOME_DISTANCES_MM = [500, 900] as const;

/** Always in the same order. */
export function placesOf({ aim, modulePx, pitchMm }: Subject): Place[] {
  const place = (condition: Place['condition'], distanceMm: number, pixelsPerModule: number | null) => ({
    condition,
    distanceMm,
    pixelsPerModule,
    fits: fitsPicture(pitchMm, aim, { ...condition, distanceMm }),
  });
  return [
    ...PIXELS_PER_MODULE.map((pixels) =>
      place(STRAIGHT_ON, (FOCAL_PX * modulePx * pitchMm) / pixels, pixels),
    ),
    ...CONDITIONS.flatMap((condition) =>
      (condition === STRAIGHT_ON ? DISTANCES_MM : SOME_DISTANCES_MM).map((distanceMm) =>
        place(condition, distanceMm, null),
      ),
    ),
  ];
}

/** A second of preview. */
const PICTURES = 30;

/**
 * A phone decodes thirty pictures a second from a hand that is never still; one that is read is enough. A single
 * picture would measure how a reader's sampling grid happens to fall on the modules. Degrees, and a factor.
 */
const HAND = Array.from({ length: PICTURES }, (_, picture) => {
  const turn = picture * 2.4; // radians: the golden angle, so that no two pictures are alike
  const reach = 2.7 * Math.sqrt(picture / (PICTURES - 1));
  return {
    yaw: reach * Math.cos(turn),
    pitch: reach * Math.sin(turn),
    roll: reach * Math.sin(turn + 1),
    distance: 1 + 0.007 * reach * Math.cos(turn + 2),
  };
});

/** Which readers read the code from there, within a second. */
export async function readFrom(subject: Subject, { condition, distanceMm }: Place): Promise<Reads> {
  const { glass, pitchMm, aim, url } = subject;
  const read = { 'zxing-wasm': false, jsQR: false };
  for (const [seed, hand] of HAND.entries()) {
    const unread = READERS.filter((reader) => !read[reader]);
    if (unread.length === 0) break;
    const picture = photograph(glass, pitchMm, aim, {
      ...condition,
      yaw: condition.yaw + hand.yaw,
      pitch: condition.pitch + hand.pitch,
      roll: condition.roll + hand.roll,
      distanceMm: distanceMm * hand.distance,
      seed,
    });
    for (const reader of unread) read[reader] = await reads(reader, picture, url);
  }
  return read;
}
