/** docs/performance.md as text, and its plots. */
import { cellsOf, figure, HEADINGS } from './figures.ts';
import type { Run } from './history-file.ts';
import { bars, lines, type Bar, type Line } from './plot.ts';
import type { Result } from './result.ts';

export interface Conditions {
  readonly commit: string;
  readonly date: string;
  readonly machine: string;
  readonly load: number;
  /** Other programs worked on the machine. */
  readonly busy: boolean;
  /** Turns on each side. */
  readonly rounds: number;
}

/** In the order of the document; each is a file beside it. */
export interface Plot {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

export function documentOf(conditions: Conditions, results: readonly Result[], runs: readonly Run[]): string {
  return [
    '# Performance',
    'Written by `npm run bench`; do not edit. Every path of the product is measured beside its floor: a bare program that does the same with nothing between, and shares no code with the product.',
    `Commit ${conditions.commit}, ${conditions.date}, on ${conditions.machine}. ${loadOf(conditions)}`,
    `Product and floor take turns in one run, ${conditions.rounds} turns each after one that does not count. A cell says median / p99 (first to third quartile); p99 only with 100 samples or more. PostgreSQL flushes every commit to the disk on both sides (\`fsync\` and \`synchronous_commit\` are on), and the bridges log as they do by default. A funding counts only when it was answered CREDITED; any other answer ends the run.`,
    table(HEADINGS, results.map(cellsOf)),
    ...plotsOf(results).map(({ file, title }) => `![${title}](performance/${file})`),
    '## What each row measures',
    table(
      ['row', 'name', 'product', 'floor'],
      results.map(({ row }) => [row.title, `\`${row.name}\``, row.product, row.floor]),
    ),
    ...notesOf(results),
    '## Earlier runs',
    'Ratios at the median, or values where a row has no floor; all runs are in [history.jsonl](performance/history.jsonl).',
    historyOf(results, runs),
    'One row again: `npm run bench -- NAME`. All options: `npm run bench -- --help`.',
  ].join('\n\n');
}

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
  return plot(row?.family ?? '', row?.title ?? '', (title) => lines(title, axes, drawn));
}

function plot(name: string, title: string, draw: (title: string) => string): Plot {
  return { file: `${name}.svg`, title, svg: draw(title) };
}

function loadOf({ load, busy }: Conditions): string {
  const average = `The load average was ${load.toFixed(1)} when it began`;
  return busy
    ? `**The machine was loaded**: ${average.toLowerCase()}. Ratios hold better than values then.`
    : `${average}: nothing else ran.`;
}

function notesOf(results: readonly Result[]): string[] {
  const notes = results.flatMap(({ row, notes }) => notes.map((note) => `- \`${row.name}\`: ${note}`));
  return notes.length === 0 ? [] : ['## Found beside it', notes.join('\n')];
}

/** The newest ten. */
function historyOf(results: readonly Result[], runs: readonly Run[]): string {
  const newest = runs.slice(-10);
  const head = ['row', ...newest.map(({ date, commit }) => `${date.slice(0, 10)} ${commit}`)];
  const rows = results.map(({ row }) => [
    `\`${row.name}\``,
    ...newest.map(({ rows }) => {
      const found = rows[row.name];
      if (found === undefined) return '';
      return figure(found.floor === null ? found.product : found.product / found.floor);
    }),
  ]);
  return table(head, rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
