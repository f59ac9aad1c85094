/** Percentiles of how long something took, in milliseconds. */
export interface Percentiles {
  samples: number;
  p50: number;
  p99: number;
}

/** Nearest rank; in milliseconds, to the microsecond. */
export function percentiles(times: readonly number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b);
  const rank = (share: number): number => {
    const time = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
    return Math.round(time * 1_000) / 1_000;
  };
  return { samples: sorted.length, p50: rank(0.5), p99: rank(0.99) };
}
