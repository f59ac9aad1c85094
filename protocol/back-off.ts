/** How long to wait before something that failed is tried again: pure, times in milliseconds. */

export interface BackOff {
  /** The wait after the first failure; it doubles with every further one. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** @param failures in a row, 1 or more. */
export function backOffMs({ firstMs, longestMs }: BackOff, failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** (failures - 1));
}

/**
 * The wait, shortened by up to a half at random, so that the machines of a floor do not return at the same moment.
 * @param random in [0, 1).
 */
export function spreadBackOffMs(backOff: BackOff, failures: number, random: number): number {
  return backOffMs(backOff, failures) * (1 - random / 2);
}
