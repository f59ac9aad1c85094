import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { capture } from '../command.ts';
import type { Mutant } from './mutant.ts';

/** The report of vitest's JSON reporter. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
}

/** A break may leave a test waiting for what never comes. */
const LONGEST_MS = 180_000;

/**
 * Runs one test in a copy of the checkout.
 * @returns `none` where nothing of that name was run: neither the code nor the break was looked at.
 */
export async function runTest(
  directory: string,
  { file, name }: Mutant['test'],
): Promise<'passed' | 'failed' | 'none'> {
  const output = path.join(directory, 'mutant.json');
  await rm(output, { force: true });
  const project = file.startsWith('test/') ? 'integration' : 'unit';
  const pattern = `^${name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`;
  const vitest = path.join(directory, 'node_modules', 'vitest', 'vitest.mjs');
  const reporter = ['--reporter=json', `--outputFile=${output}`];
  await capture(process.execPath, [vitest, 'run', '--project', project, file, '-t', pattern, ...reporter], {
    cwd: directory,
    timeoutMs: LONGEST_MS,
  });
  const text = await readFile(output, 'utf8').catch(() => null);
  if (text === null) return 'failed'; // it did not come to an end
  const report = JSON.parse(text) as Report;
  if (report.numFailedTests > 0 || report.numFailedTestSuites > 0) return 'failed';
  return report.numPassedTests > 0 ? 'passed' : 'none';
}
