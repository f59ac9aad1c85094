/** Ours and the plain code in the same place, before the same camera. */
import type { CONDITIONS } from './conditions.ts';
import { TOPPERS, type Topper } from './displays.ts';
import type { Trial } from './experiment.ts';
import { READERS, type Reader } from './readers.ts';

/** One code under one condition, from all places: how often it is read, ours and the plain one, by this reader. */
export interface Comparison {
  topper: Topper;
  urlLength: number;
  condition: (typeof CONDITIONS)[number];
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
