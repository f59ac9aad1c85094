/** Figures of a measurement, for people. */

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
export const millis = (ms: number) => `${ms.toFixed(1)} ms`;
export const perSecond = (count: number, ms: number) => `${Math.round((count * 1_000) / ms)} /s`;
export const mebibytes = (kib: number) => `${Math.round(kib / 1_024)} MiB`;
