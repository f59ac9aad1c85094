/** Results as texts for people. */
import type { Outcome } from './result.ts';
import { moreIsBetter, type Row } from './row.ts';
import type { Summary } from './statistics.ts';

export const HEADINGS = ['row', 'product', 'floor', 'ratio', 'wanted', 'met'] as const;

/** The cells of a row, in the order of {@link HEADINGS}. */
export function cellsOf(outcome: Outcome): string[] {
  if ('notHere' in outcome) {
    const { row, notHere } = outcome;
    return [row.title, '-', '-', '-', wantedOf(row), `not measured here: ${notHere}`];
  }
  const { row, product, floor, ratio, met } = outcome;
  return [
    row.title,
    `${spread(product)} ${row.unit}`,
    floor === null ? '-' : `${spread(floor)} ${row.unit}`,
    ratio === null
      ? '-'
      : [ratio.p50, ratio.p99]
          .filter((value) => value !== null)
          .map(figure)
          .join(' / '),
    wantedOf(row),
    met ? 'yes' : '**no**',
  ];
}

export function wantedOf({ wanted, unit }: Row): string {
  const limits = wanted.kind === 'value' ? [wanted.most] : [wanted.p50, wanted.p99];
  const text = limits
    .filter((limit) => limit !== undefined)
    .map((limit) => limit.toLocaleString('en-US'))
    .join(' / ');
  return `${moreIsBetter(unit) ? '≥' : '≤'} ${text}${wanted.kind === 'value' ? ` ${unit}` : ''}`;
}

/** Median / p99 (first to third quartile). */
function spread({ p50, p99, q1, q3, samples }: Summary): string {
  if (samples < 4) return figure(p50);
  return samples < 100
    ? `${figure(p50)} (${figure(q1)} to ${figure(q3)}, at most ${figure(p99)})`
    : `${figure(p50)} / ${figure(p99)} (${figure(q1)} to ${figure(q3)})`;
}

/** A whole number. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Three digits that count. */
export function figure(value: number): string {
  if (value >= 100) return count(Math.round(value));
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
