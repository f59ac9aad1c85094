/**
 * `npm run test:mutants`: breaks a copy of the product in each of the listed ways and runs the one test that has to
 * notice. A break that no test notices is a promise that nothing holds.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureDisplay } from '../display.ts';
import { runProgram, SetupError } from '../setup-error.ts';
import { copyOfCheckout } from './copy.ts';
import type { Mutant } from './mutant.ts';
import { runTest } from './run-test.ts';
import { SECURITY_MUTANTS } from './security.ts';

const HELP = `npm run test:mutants [-- WORD]

Breaks the kiosk's security settings one by one (tools/mutants/security.ts) in a copy of the checkout, and runs the test
that has to fail. WORD: only the breaks whose file or test has it in its name. Ends with 1 where one survived.`;

async function mutants(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const [word = ''] = args;
  const chosen = SECURITY_MUTANTS.filter(({ file, test }) =>
    [file, test.file].some((name) => name.includes(word)),
  );
  if (chosen.length === 0) throw new SetupError(`no break has "${word}" in the name of its file or test`);
  const display = await ensureDisplay();
  const copy = await copyOfCheckout();
  try {
    await checkUnbroken(copy.directory, chosen);
    const survived: Mutant[] = [];
    for (const mutant of chosen) {
      const killed = await isKilled(copy.directory, mutant);
      console.log(`${killed ? 'killed  ' : 'SURVIVED'} ${mutant.file}: ${oneLine(mutant)}`);
      if (!killed) survived.push(mutant);
    }
    console.log(`${chosen.length - survived.length} of ${chosen.length} killed`);
    return survived.length === 0 ? 0 : 1;
  } finally {
    await copy.remove();
    await display.stop();
  }
}

/** A test that fails anyway, or that does not exist, notices nothing. */
async function checkUnbroken(directory: string, chosen: readonly Mutant[]): Promise<void> {
  const tests = new Map(chosen.map(({ test }) => [JSON.stringify(test), test]));
  for (const test of tests.values()) {
    const result = await runTest(directory, test);
    if (result !== 'passed') {
      const what = result === 'none' ? 'is not there' : 'fails without any break';
      throw new SetupError(`${test.file}: the test "${test.name}…" ${what}`, { exitCode: 1 });
    }
  }
}

async function isKilled(directory: string, { file, text, replacement, test }: Mutant): Promise<boolean> {
  const at = path.join(directory, file);
  const whole = await readFile(at, 'utf8');
  const broken = whole.replace(text, () => replacement);
  if (broken === whole) throw new SetupError(`${file}: "${text}" is not there`, { exitCode: 1 });
  await writeFile(at, broken);
  try {
    return (await runTest(directory, test)) === 'failed';
  } finally {
    await writeFile(at, whole);
  }
}

function oneLine({ text, replacement, test }: Mutant): string {
  const change = replacement === '' ? `without ${text}` : `${text} → ${replacement}`;
  return `${change} (${test.name}…)`.replaceAll(/\s+/g, ' ');
}

await runProgram(() => mutants(process.argv.slice(2)));
