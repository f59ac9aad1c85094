/** What many samples say. */
export interface Summary {
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
  /** First and third quartile: half of all samples lie between them. */
  readonly q1: number;
  readonly q3: number;
}

/** Nearest rank, to three decimals; every figure is a sample that was taken. */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new Error('there is nothing to summarize');
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
    return Math.round(value * 1_000) / 1_000;
  };
  return { samples: sorted.length, p50: rank(0.5), p99: rank(0.99), q1: rank(0.25), q3: rank(0.75) };
}
