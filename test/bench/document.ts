/** docs/performance.md as text, and its plots. */
import type { Conditions } from './conditions.ts';
import { cellsOf, figure, HEADINGS } from './figures.ts';
import type { Run } from './history-file.ts';
import { plotsOf } from './plots.ts';
import { resultsOf, type Outcome, type Result } from './result.ts';

export function documentOf(
  conditions: Conditions,
  outcomes: readonly Outcome[],
  runs: readonly Run[],
): string {
  const results = resultsOf(outcomes);
  return [
    '# Performance',
    'Written by `npm run bench`; do not edit. Every path of the product is measured beside its floor: a bare program that does the same with nothing between, and shares no code with the product.',
    `Commit ${conditions.commit}, ${conditions.date}, on ${conditions.machine}. ${loadOf(conditions)}`,
    `Product and floor take turns in one run, ${conditions.rounds} turns each after one that does not count. A cell says median / p99 (first to third quartile); p99 only with 100 samples or more. PostgreSQL flushes every commit to the disk on both sides (\`fsync\` and \`synchronous_commit\` are on), and the bridges log as they do by default. A funding counts only when it was answered CREDITED; any other answer fails its row.`,
    table(HEADINGS, outcomes.map(rowOf)),
    ...plotsOf(results).map(({ file, title }) => `![${title}](performance/${file})`),
    '## What each row measures',
    table(
      ['row', 'name', 'product', 'floor'],
      outcomes.map(({ row }) => [row.title, `\`${row.name}\``, row.product, row.floor]),
    ),
    ...notesOf(results),
    '## Earlier runs',
    'Ratios at the median, or values where a row has no floor; all runs are in [history.jsonl](performance/history.jsonl).',
    historyOf(results, runs),
    'One row again: `npm run bench -- NAME`. All options: `npm run bench -- --help`.',
  ].join('\n\n');
}

/** As on the command line; what is not where it must be leads to the decision that says why. */
function rowOf(outcome: Outcome): string[] {
  const cells = cellsOf(outcome);
  const { decision } = outcome.row;
  if ('notHere' in outcome || outcome.met) return cells;
  const link = `[decision ${Number(decision.slice(0, 4))}](decisions/${decision})`;
  return [...cells.slice(0, -1), `${cells.at(-1) ?? ''}, ${link}`];
}

function loadOf(conditions: Conditions): string {
  const { load, inUse, mostInUse, busy, minutes } = conditions;
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    `It took ${minutes} minutes.`,
    `The load average was ${load.toFixed(1)} when it began.`,
    `Between rows, while nothing was measured, a median of ${percent(inUse)} of the cores was in use, and at most ${percent(mostInUse)}.`,
    ...(busy ? ['**Other programs worked on the machine**: ratios hold better than values then.'] : []),
  ].join(' ');
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
