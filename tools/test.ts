/**
 * `npm test`: everything, from a bare machine. Ends with what failed, a line for each suite and one that sums up, and
 * leaves no process.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureBuilt } from './build.ts';
import { CHECKOUT } from './checkout.ts';
import {
  DISPLAY_PACKAGES,
  ELECTRON_PACKAGES,
  ensureDebianPackages,
  PHONE_PACKAGES,
  TWO_DISPLAYS_PACKAGES,
  VIRTUAL_MACHINE_PACKAGES,
} from './debian.ts';
import { ensureDisplay } from './display.ts';
import { ensureRuntime } from './runtime.ts';
import { ensureSandbox } from './sandbox.ts';
import { runProgram, SetupError } from './setup-error.ts';
import { type Stage, stagesOf } from './test/plan.ts';
import { runSuite, type SuiteResult } from './test/suite.ts';

const HELP = `npm test

Sets up what is missing (Debian packages, an Electron, a display), builds, and runs every check and every test.
Any other argument is the name of a suite (check, integration, e2e ...): only those are run.`;

/** The packages of all suites, so that a person who is not root is told of all of them at once. */
const EVERYTHING = [
  ...ELECTRON_PACKAGES,
  ...DISPLAY_PACKAGES,
  ...PHONE_PACKAGES,
  ...TWO_DISPLAYS_PACKAGES,
  ...VIRTUAL_MACHINE_PACKAGES,
];

/** Suites that are part of `check`, and tests of the tests, which take longer than all the others. */
const APART: ReadonlySet<string> = new Set(['test:unit', 'test:mutants', 'test:growth']);

async function test(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const suites = await chosenSuites(args);
  await ensureDebianPackages(EVERYTHING);
  const runtime = await ensureRuntime();
  await ensureSandbox(runtime.executablePath);
  await ensureBuilt();
  const display = await ensureDisplay();
  const results: SuiteResult[] = [];
  try {
    const env = { ...process.env, TOPPER_ELECTRON: runtime.executablePath };
    // Elsewhere than on Linux the kiosks of all suites share one display.
    const stages = process.platform === 'linux' ? stagesOf(suites) : suites.map((suite): Stage => [suite]);
    for (const stage of stages) results.push(...(await runStage(stage, env)));
  } finally {
    await display.stop();
  }
  return summarise(results);
}

/** The suites beside the first print when all have ended, so that nobody has to read two at once. */
async function runStage([first, ...beside]: Stage, env: NodeJS.ProcessEnv): Promise<SuiteResult[]> {
  console.log(`\n== ${first}${beside.map((script) => `, beside it ${script}`).join('')}`);
  const [result, others] = await Promise.all([
    runSuite(first, env, 'printed'),
    (async () => {
      const results: SuiteResult[] = [];
      for (const script of beside) results.push(await runSuite(script, env, 'kept'));
      return results;
    })(),
  ]);
  for (const { script, output } of others) console.log(`\n== ${script}\n${output}`);
  return [result, ...others];
}

/** A suite is a script of package.json, so a new one is run by being there. */
async function chosenSuites(args: readonly string[]): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(path.join(CHECKOUT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const all = Object.keys(scripts).filter(
    (name) => name === 'check' || (name.startsWith('test:') && !APART.has(name)),
  );
  const shortName = (name: string): string => name.replace(/^test:/, '');
  const unknown = args.find((name) => !all.map(shortName).includes(name));
  if (unknown !== undefined) {
    throw new SetupError(`unknown suite "${unknown}"; there are ${all.map(shortName).join(', ')}`);
  }
  return args.length === 0 ? all : all.filter((name) => args.includes(shortName(name)));
}

function summarise(results: readonly SuiteResult[]): number {
  for (const { script, failures } of results) {
    for (const failure of failures) console.log(`\nFAIL ${script}: ${failure}`);
  }
  console.log('');
  for (const { script, passed, failed, seconds } of results) {
    console.log(
      `${failed === 0 ? 'ok  ' : 'FAIL'} ${script}: ${passed} passed, ${failed} failed (${seconds} s)`,
    );
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

await runProgram(() => test(process.argv.slice(2)));
