/**
 * Plots as SVG, written by ourselves: a line over sizes, and bars of ratios, are fewer lines here than a library needs
 * to be set up without a browser (docs/decisions/0031-measurements.md).
 */

const WIDTH = 720;
const FONT = 'font-family="system-ui, sans-serif" font-size="13"';
const INK = { product: '#1f6feb', floor: '#8c959f', wanted: '#cf222e', text: '#24292f', grid: '#d0d7de' };

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly wanted: number;
  readonly met: boolean;
}

export interface Line {
  readonly name: 'product' | 'floor';
  /** Ascending in x; `low` and `high` are the quartiles. */
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** One bar a row on a logarithmic axis, and a mark where it should end. */
export function bars(title: string, rows: readonly Bar[]): string {
  const [left, top, step] = [330, 56, 24];
  const values = rows.flatMap(({ value, wanted }) => [value, wanted]);
  const scale = logarithmic(values, left, WIDTH - 90);
  const height = top + rows.length * step + 16;
  const drawn = rows.map(({ label, value, wanted, met }, n) => {
    const y = top + n * step;
    const end = scale(value);
    const [from, to] = [Math.min(end, scale(1)), Math.max(end, scale(1))];
    return [
      text(left - 8, y + 12, label, 'end'),
      `<rect x="${at(from)}" y="${y}" width="${at(Math.max(1, to - from))}" height="15" fill="${met ? INK.product : INK.wanted}"/>`,
      `<path d="M${at(scale(wanted))} ${y - 3}v21" stroke="${INK.text}" stroke-width="2"/>`,
      text(WIDTH - 8, y + 12, short(value), 'end'),
    ].join('');
  });
  return svg(height, title, [
    text(WIDTH - 8, 42, 'logarithmic; the mark is what is wanted, red where it is not met', 'end'),
    `<path d="M${at(scale(1))} ${top - 6}V${height - 12}" stroke="${INK.grid}"/>`,
    ...drawn,
  ]);
}

/** Values over sizes, both axes logarithmic; the bands are the quartiles. */
export function lines(title: string, axes: { x: string; y: string }, drawn: readonly Line[]): string {
  const [left, right, top, bottom] = [70, WIDTH - 100, 70, 300];
  const points = drawn.flatMap((line) => line.points);
  const across = logarithmic(
    points.map(({ x }) => x),
    left,
    right,
  );
  const up = logarithmic(atLeastADecade(points.flatMap(({ low, high, y }) => [low, high, y])), bottom, top);
  const sizes = [...new Set(points.map(({ x }) => x))].toSorted((a, b) => a - b);
  // Beside another line, the words of the lower one stand below it.
  const isLower = (of: { x: number; y: number }) => points.some(({ x, y }) => x === of.x && y > of.y);
  const parts = drawn.map(({ name, points }) => {
    const last = points.at(-1);
    const path = points.map(({ x, y }, n) => `${n === 0 ? 'M' : 'L'}${at(across(x))} ${at(up(y))}`).join('');
    const marks = points.map(
      ({ x, y, low, high }) =>
        `<path d="M${at(across(x))} ${at(up(low))}V${at(up(high))}" stroke="${INK[name]}"/>` +
        `<circle cx="${at(across(x))}" cy="${at(up(y))}" r="4" fill="${INK[name]}"/>` +
        text(across(x), isLower({ x, y }) ? up(y) + 20 : up(y) - 10, short(y), 'middle'),
    );
    return [
      `<path d="${path}" fill="none" stroke="${INK[name]}" stroke-width="2"/>`,
      ...marks,
      last === undefined
        ? ''
        : text(across(last.x) + 26, up(last.y) + (isLower(last) ? 12 : -4), name, 'start', INK[name]),
    ].join('');
  });
  return svg(350, title, [
    `<path d="M${left - 20} ${bottom + 12}H${right + 20}" stroke="${INK.grid}"/>`,
    ...sizes.map((x) => text(across(x), bottom + 28, x.toLocaleString('en-US'), 'middle')),
    text((left + right) / 2, bottom + 46, axes.x, 'middle'),
    text(left - 20, 40, axes.y, 'start'),
    ...parts,
  ]);
}

/** What differs little must look so, on whatever plot. */
function atLeastADecade(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const missing = Math.sqrt(Math.max(1, 10 / (most / least)));
  return [least / missing, most * missing];
}

/** Maps positive values onto `from` to `to`; one value alone lies in the middle. */
export function logarithmic(values: readonly number[], from: number, to: number): (value: number) => number {
  const logs = values.map(Math.log10);
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  return (value) =>
    most === least ? (from + to) / 2 : from + ((Math.log10(value) - least) / (most - least)) * (to - from);
}

function svg(height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ${FONT} role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${WIDTH / 2}" y="22" text-anchor="middle" font-weight="600" fill="${INK.text}">${escaped(title)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function text(x: number, y: number, words: string, anchor: string, fill = INK.text): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${fill}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const at = (value: number): number => Math.round(value * 10) / 10;
const short = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en-US');
