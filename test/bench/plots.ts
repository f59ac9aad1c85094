/** Which plots the document has. */
import { bars, lines, type Bar, type Line } from './plot.ts';
import type { Result } from './result.ts';

/** A file beside the document. */
export interface Plot {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

/** In the order of the document. */
export function plotsOf(results: readonly Result[]): Plot[] {
  const compared = results.flatMap(({ row, ratio, met }): Bar[] =>
    ratio === null || row.wanted.kind !== 'ratio'
      ? []
      : [{ label: row.name, value: ratio.p50, wanted: row.wanted.p50, met }],
  );
  const ratios =
    compared.length === 0 ? [] : [plot('ratios', 'Product by floor', (title) => bars(title, compared))];
  const families = [...new Set(results.filter(({ row }) => row.at).map(({ row }) => row.family))];
  return [
    ...ratios,
    ...families
      .map((family) => results.filter(({ row }) => row.family === family))
      .filter((members) => members.length > 1)
      .map(familyPlot),
  ];
}

function familyPlot(members: readonly Result[]): Plot {
  const [{ row } = { row: null }] = members;
  const axes = { x: row?.at?.axis ?? '', y: row?.unit ?? '' };
  const lineOf = (name: 'product' | 'floor'): Line => ({
    name,
    points: members
      .flatMap((result) => {
        const summary = result[name];
        return summary === null
          ? []
          : [{ x: result.row.at?.x ?? 0, y: summary.p50, low: summary.q1, high: summary.q3 }];
      })
      .toSorted((a, b) => a.x - b.x),
  });
  const drawn = [lineOf('product'), lineOf('floor')].filter(({ points }) => points.length > 0);
  return plot(row?.family ?? '', row?.at?.plot ?? '', (title) => lines(title, axes, drawn));
}

function plot(name: string, title: string, draw: (title: string) => string): Plot {
  return { file: `${name}.svg`, title, svg: draw(title) };
}
