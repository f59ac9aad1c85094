/** `npm run bench`: the product beside its floors. See --help. */
import { runProgram, SetupError } from '../../tools/setup-error.ts';
import { Properties } from './bridge/properties.ts';
import { cellsOf, HEADINGS } from './figures.ts';
import { HELP, readOptions } from './options.ts';
import { commit, thisMachine } from './machine.ts';
import { resultOf, type Result } from './result.ts';
import { allRows, chosenRows } from './rows.ts';
import { writeRun } from './write.ts';

await runProgram(async () => {
  const options = readOptions(process.argv.slice(2));
  const properties = new Properties();
  const rows = chosenRows(allRows(properties, options.sizes), options.names);
  if (typeof rows === 'string') throw new SetupError(`${rows} is no row: see npm run bench -- --list`);
  if (options.only === 'help') console.log(HELP);
  if (options.only === 'list') for (const { name, title } of rows) console.log(`${name.padEnd(26)} ${title}`);
  if (options.only !== null) return 0;

  const { description, load, busy } = thisMachine();
  const conditions = {
    commit: await commit(),
    date: new Date().toISOString(),
    machine: description,
    load,
    busy,
    rounds: options.rounds,
  };
  console.log(`${conditions.commit}, ${description}, load ${load.toFixed(1)}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void properties.close().finally(() => process.exit(130)));
  const results: Result[] = [];
  let failed = 0;
  console.log(HEADINGS.join(' | '));
  try {
    for (const row of rows) {
      try {
        const result = resultOf(row, await row.measure(options.rounds));
        results.push(result);
        console.log(cellsOf(result).join(' | '));
        for (const note of result.notes) console.log(`  ${note}`);
      } catch (error) {
        failed += 1;
        console.error(`${row.title}: failed`, error);
      }
    }
  } finally {
    await properties.close();
  }
  if (failed === 0 && options.write) await writeRun(conditions, results);
  if (failed > 0) console.error(`${failed} rows failed: nothing is written`);
  return failed === 0 ? 0 : 1;
});
