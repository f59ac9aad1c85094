/** Every code photographed under every condition, read by every reader. */
import { fitsPicture, FOCAL_PX, photograph } from './camera.ts';
import { CONDITIONS, DISTANCES_MM, PIXELS_PER_MODULE, STRAIGHT_ON } from './conditions.ts';
import { TOPPERS, type Topper } from './displays.ts';
import { READERS, reads, type Reader } from './readers.ts';
import type { Subject } from './subjects.ts';

export interface Trial {
  subject: Subject;
  condition: (typeof CONDITIONS)[number];
  distanceMm: number;
  /** Where the distance was chosen to give so many camera pixels per module; else null. */
  pixelsPerModule: number | null;
  /** All of the code is in the camera's picture. */
  fits: boolean;
  read: Readonly<Record<Reader, boolean>>;
}

/** Distances at which conditions other than straight on are tried. */
export const SOME_DISTANCES_MM = [500, 900] as const;

export async function* trialsOf(subject: Subject): AsyncGenerator<Trial> {
  const moduleMm = subject.modulePx * subject.pitchMm;
  for (const pixelsPerModule of PIXELS_PER_MODULE) {
    yield await trial(subject, STRAIGHT_ON, (FOCAL_PX * moduleMm) / pixelsPerModule, pixelsPerModule);
  }
  for (const condition of CONDITIONS) {
    for (const distanceMm of condition === STRAIGHT_ON ? DISTANCES_MM : SOME_DISTANCES_MM) {
      yield await trial(subject, condition, distanceMm, null);
    }
  }
}

/**
 * A phone decodes thirty pictures a second from a hand that is never still; one that is read is enough. A single
 * picture would measure how a reader's sampling grid happens to fall on the modules. Degrees, and a factor.
 */
const HAND = Array.from({ length: 10 }, (_, picture) => {
  const turn = picture * 2.4; // radians: the golden angle, so that no two pictures are alike
  const reach = 0.3 * picture;
  return {
    yaw: reach * Math.cos(turn),
    pitch: reach * Math.sin(turn),
    roll: reach * Math.sin(turn + 1),
    distance: 1 + 0.007 * reach * Math.cos(turn + 2),
  };
});

function tremble(
  { yaw, pitch, roll }: Trial['condition'],
  tremor: { yaw: number; pitch: number; roll: number },
): { yaw: number; pitch: number; roll: number } {
  return { yaw: yaw + tremor.yaw, pitch: pitch + tremor.pitch, roll: roll + tremor.roll };
}

async function trial(
  subject: Subject,
  condition: Trial['condition'],
  distanceMm: number,
  pixelsPerModule: number | null,
): Promise<Trial> {
  const { glass, pitchMm, aim, url } = subject;
  const read = { 'zxing-wasm': false, jsQR: false };
  for (const [seed, tremor] of HAND.entries()) {
    const shot = {
      ...condition,
      ...tremble(condition, tremor),
      distanceMm: distanceMm * tremor.distance,
      seed,
    };
    const unread = READERS.filter((reader) => !read[reader]);
    if (unread.length === 0) break;
    const picture = photograph(glass, pitchMm, aim, shot);
    for (const reader of unread) read[reader] = await reads(reader, picture, url);
  }
  const fits = fitsPicture(pitchMm, aim, { ...condition, distanceMm });
  return { subject, condition, distanceMm, pixelsPerModule, fits, read };
}

/** One code under one condition, from all places: how often it is read, ours and the plain one, by this reader. */
export interface Comparison {
  topper: Topper;
  urlLength: number;
  condition: Trial['condition'];
  reader: Reader;
  ours: number;
  plain: number;
  /** Places. */
  of: number;
}

/**
 * Trials from the same place under the same camera. Places so near that one of the codes is not all in the picture are
 * left out: there the player steps back.
 */
export function sameCamera(trials: readonly Trial[]): Trial[] {
  const place = ({ subject: { topper, urlLength }, condition, distanceMm }: Trial) =>
    [TOPPERS.indexOf(topper), urlLength, condition.name, distanceMm].join();
  const candidates = trials.filter(({ pixelsPerModule }) => pixelsPerModule === null);
  const tooNear = new Set(candidates.filter(({ fits }) => !fits).map(place));
  return candidates.filter((trial) => !tooNear.has(place(trial)));
}

export function comparisonsOf(trials: readonly Trial[]): Comparison[] {
  const comparisons = new Map<string, Comparison>();
  for (const { subject, condition, read } of sameCamera(trials)) {
    const { topper, urlLength, maker } = subject;
    for (const reader of READERS) {
      const key = [TOPPERS.indexOf(topper), urlLength, condition.name, reader].join();
      const sum = comparisons.get(key) ?? { topper, urlLength, condition, reader, ours: 0, plain: 0, of: 0 };
      if (read[reader]) sum[maker] += 1;
      if (maker === 'ours') sum.of += 1;
      comparisons.set(key, sum);
    }
  }
  return [...comparisons.values()];
}

/** Where the plain code is read more often than ours. */
export function lostToPlain(trials: readonly Trial[]): Comparison[] {
  return comparisonsOf(trials).filter(({ ours, plain }) => plain > ours);
}
