/** What `npm run bench` is asked on its command line. */
import { parseArgs } from 'node:util';
import { SetupError } from '../../tools/setup-error.ts';
import { MACHINES } from '../support/databases/large-ledger.ts';
import type { Sizes } from './row.ts';

export const HELP = `npm run bench -- [options] [ROW...]

Measures the product beside its floor, in turn, and prints each row with medians, spread and ratio.
All rows in full size write docs/performance.md with its plots and add a line to docs/performance/history.jsonl, in
about half an hour. What is measured is kept row by row: where one failed, --resume completes the run.

  ROW                a row or a family of rows (--list); without one: all
  --quick            small sizes and few rounds, a minute or two; writes nothing
  --resume           measures what the last run has not, and the rows that are named, on the same commit and
                     machine with the same options; writes when all rows are there
  --list             the rows, and nothing else
  --rounds N         turns on each side that count (4)
  --kiosks N         simulated kiosks, 1 to 10000 (1000)
  --many-kiosks N    kiosks that want their codes at once, 1 to 10000 (10000)
  --rows N,N,...     fundings that ledgers hold, 1000 to 1000000, rounded up to the same for each machine (1000,100000,1000000)
  --processes N,...  bridge processes on one database (2,4,8)
  --in-flight N,...  fundings at once (10,100,400)
  --no-hidraw        without the row that starts a virtual machine
  --write, --no-write  write the document or not, whatever is measured
`;

export interface Options {
  readonly names: readonly string[];
  readonly rounds: number;
  readonly sizes: Sizes;
  readonly write: boolean;
  readonly resume: boolean;
  readonly only: 'help' | 'list' | null;
}

const FULL = {
  kiosks: 1_000,
  manyKiosks: 10_000,
  rows: [1_000, 100_000, 1_000_000],
  processes: [2, 4, 8],
  inFlight: [10, 100, 400],
};
const QUICK = { kiosks: 100, manyKiosks: 1_000, rows: [1_000, 40_000], processes: [2], inFlight: [10, 100] };

/** @throws {SetupError} for what is not an option, or a size out of its range. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const quick = values.quick === true;
  const resume = values.resume === true;
  const standard = quick ? QUICK : FULL;
  return {
    names: positionals,
    rounds: numbers('rounds', values.rounds, [quick ? 2 : 4], 1, 1_000)[0] ?? 1,
    sizes: {
      kiosks: numbers('kiosks', values.kiosks, [standard.kiosks], 1, 10_000)[0] ?? 1,
      manyKiosks: numbers('many-kiosks', values['many-kiosks'], [standard.manyKiosks], 1, 10_000)[0] ?? 1,
      rows: numbers('rows', values.rows, standard.rows, 1_000, 1_000_000).map(
        (rows) => Math.ceil(rows / MACHINES) * MACHINES,
      ),
      processes: numbers('processes', values.processes, standard.processes, 1, 16),
      inFlight: numbers('in-flight', values['in-flight'], standard.inFlight, 1, 10_000),
      turnMs: quick ? 2_000 : 4_000,
      samples: quick ? 60 : 200,
      hidraw: values.hidraw ?? !quick,
    },
    write: values.write ?? (resume || (!quick && positionals.length === 0)),
    resume,
    only: values.help === true ? 'help' : values.list === true ? 'list' : null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        quick: { type: 'boolean' },
        resume: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
        write: { type: 'boolean' },
        hidraw: { type: 'boolean' },
        rounds: { type: 'string' },
        kiosks: { type: 'string' },
        'many-kiosks': { type: 'string' },
        rows: { type: 'string' },
        processes: { type: 'string' },
        'in-flight': { type: 'string' },
      },
    });
  } catch (cause) {
    throw new SetupError(`${cause instanceof Error ? cause.message : String(cause)}\n\n${HELP}`, { cause });
  }
}

/** Whole numbers in ascending order. */
function numbers(
  name: string,
  text: string | undefined,
  standard: readonly number[],
  least: number,
  most: number,
): number[] {
  if (text === undefined) return [...standard];
  const values = text.split(',').map(Number);
  if (!values.every((value) => Number.isInteger(value) && value >= least && value <= most))
    throw new SetupError(`--${name}: ${text} is not whole numbers from ${least} to ${most}`);
  return values.toSorted((a, b) => a - b);
}
