/**
 * `npm test`: everything, from a bare machine. Ends with what failed, a line for each suite and one that sums up, and
 * leaves no process.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureBuilt } from './build.ts';
import { CHECKOUT } from './checkout.ts';
import { run } from './command.ts';
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
    for (const script of suites) results.push(await runSuite(script, env, run));
  } finally {
    await display.stop();
  }
  return summarise(results);
}

/** `check` first, the slow ones after it; a suite is a script of package.json, so a new one is run by being there. */
async function chosenSuites(args: readonly string[]): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(path.join(CHECKOUT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const first = ['check', 'test:integration', 'test:e2e'];
  const others = Object.keys(scripts).filter(
    (name) => name.startsWith('test:') && !first.includes(name) && !APART.has(name),
  );
  const all = [...first, ...others];
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
