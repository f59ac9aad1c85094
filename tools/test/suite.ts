/** One suite: an npm script, what vitest counted in it and what it says of the tests that failed. */
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { run } from '../command.ts';

export interface SuiteResult {
  script: string;
  passed: number;
  failed: number;
  seconds: number;
  /** What failed, each as text to read: the test, and the reason under it. */
  failures: readonly string[];
  /** All that it wrote, where that was kept. */
  output: string;
}

/** What we read of vitest's json report; a suite of another runner writes only the numbers. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults?: readonly {
    name: string;
    status: string;
    message: string;
    assertionResults: readonly { fullName: string; status: string; failureMessages: readonly string[] }[];
  }[];
}

/** Names the file that a vitest run inside the suite writes its counts to; see vitest.config.ts. */
export const COUNTS_VARIABLE = 'TOPPER_TEST_COUNTS';

/**
 * A script that runs no vitest counts as one test: its exit code.
 * @param output `kept` where another suite prints at the same time.
 */
export async function runSuite(
  script: string,
  env: NodeJS.ProcessEnv,
  output: 'printed' | 'kept',
): Promise<SuiteResult> {
  const directory = await mkdtemp(path.join(tmpdir(), 'topper-suite-'));
  const counts = path.join(directory, 'counts.json');
  const kept = output === 'kept' ? await open(path.join(directory, 'output'), 'w') : null;
  const begunAt = performance.now();
  try {
    const code = await run('npm', ['run', '--silent', script], {
      cwd: CHECKOUT,
      env: { ...env, [COUNTS_VARIABLE]: counts },
      ...(kept !== null && { output: kept.fd }),
    });
    const seconds = Math.round((performance.now() - begunAt) / 1000);
    const written = kept === null ? '' : await readFile(path.join(directory, 'output'), 'utf8');
    return {
      script,
      seconds,
      output: written,
      ...sum(code, await readFile(counts, 'utf8').catch(() => null)),
    };
  } finally {
    await kept?.close();
    await rm(directory, { recursive: true, force: true });
  }
}

type Counts = Pick<SuiteResult, 'passed' | 'failed' | 'failures'>;

function sum(code: number, counts: string | null): Counts {
  const exited = `ended with exit code ${code}`;
  if (counts === null) {
    return code === 0 ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [exited] };
  }
  const report = JSON.parse(counts) as Report;
  const failures = (report.testResults ?? []).flatMap(failuresOf);
  // Failed without a failed test: a file that did not load, or the types, lint or format of `check`.
  const unexplained = code !== 0 && report.numFailedTests === 0;
  return {
    passed: report.numPassedTests,
    failed: unexplained ? 1 : report.numFailedTests,
    failures: code !== 0 && failures.length === 0 ? [exited] : failures,
  };
}

function failuresOf(file: NonNullable<Report['testResults']>[number]): string[] {
  const name = path.relative(CHECKOUT, file.name);
  const failed = file.assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0 && file.status === 'failed') return [`${name}\n${file.message}`];
  return failed.map(
    ({ fullName, failureMessages }) => `${name}: ${fullName}\n${failureMessages.map(ourPart).join('\n')}`,
  );
}

/** A failure's text without the runner's own frames. */
function ourPart(message: string): string {
  return message
    .split('\n')
    .filter((line) => !/^ +at (new Promise |.*node_modules)/.test(line))
    .join('\n');
}
