/** `npm run bench`: the product beside its floors. See --help. */
import { runProgram, SetupError } from '../../tools/setup-error.ts';
import { Properties } from './bridge/properties.ts';
import { HEADINGS } from './figures.ts';
import { KeptRows, type RunHead } from './kept-rows.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { commit, thisMachine } from './machine.ts';
import { measureRows } from './measure-rows.ts';
import { outcomesOf } from './result.ts';
import { allRows, chosenRows } from './rows.ts';
import { writeRun } from './write.ts';

const KEPT = new URL('../.output/bench/rows.jsonl', import.meta.url);

await runProgram(async () => {
  const options = readOptions(process.argv.slice(2));
  const properties = new Properties();
  const all = allRows(properties, options.sizes);
  const chosen = chosenRows(all, options.names);
  if (typeof chosen === 'string') throw new SetupError(`${chosen} is no row: see npm run bench -- --list`);
  if (options.only === 'help') console.log(HELP);
  if (options.only === 'list')
    for (const { name, title } of chosen) console.log(`${name.padEnd(26)} ${title}`);
  if (options.only !== null) return 0;

  const kept = await keptRows(options);
  const { commit, machine, load } = kept.head;
  console.log(`${commit}, ${machine}, load ${load.toFixed(1)}`);
  // A row that is named is measured again.
  const missing = chosen.filter(({ name }) => kept.of(name) === null || options.names.length > 0);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void properties.close().finally(() => process.exit(130)));
  console.log(HEADINGS.join(' | '));
  const failed = await measureRows(missing, options.rounds, kept, properties);
  if (failed > 0)
    console.error(
      `${failed} rows failed twice${options.write ? ': `npm run bench -- --resume` measures them' : ''}`,
    );
  const outcomes = outcomesOf(all, kept);
  const unmeasured = all.length - outcomes.length;
  if (options.write && unmeasured === 0) await writeRun(kept, outcomes);
  else if (options.write)
    console.error(`${unmeasured} rows are not measured yet: the document is not written`);
  return failed === 0 ? 0 : 1;
});

async function keptRows(options: Options): Promise<KeptRows> {
  const { description, load } = thisMachine();
  const { rounds, sizes } = options;
  const date = new Date().toISOString();
  const now: RunHead = { commit: await commit(), machine: description, rounds, sizes, date, load };
  if (options.resume) return KeptRows.resume(KEPT, now);
  return KeptRows.begin(options.write ? KEPT : null, now);
}
