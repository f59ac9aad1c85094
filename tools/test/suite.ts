/** One suite: an npm script, and what vitest counted in it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import type { run } from '../command.ts';

export interface SuiteResult {
  script: string;
  passed: number;
  failed: number;
  seconds: number;
}

/** Names the file that a vitest run inside the suite writes its counts to; see vitest.config.ts. */
export const COUNTS_VARIABLE = 'TOPPER_TEST_COUNTS';

/** A script that runs no vitest counts as one test: its exit code. */
export async function runSuite(
  script: string,
  env: NodeJS.ProcessEnv,
  runner: typeof run,
): Promise<SuiteResult> {
  const directory = await mkdtemp(path.join(tmpdir(), 'topper-suite-'));
  const file = path.join(directory, 'counts.json');
  const begunAt = performance.now();
  try {
    console.log(`\n== ${script}`);
    const code = await runner('npm', ['run', '--silent', script], {
      cwd: CHECKOUT,
      env: { ...env, [COUNTS_VARIABLE]: file },
    });
    const seconds = Math.round((performance.now() - begunAt) / 1000);
    return { script, seconds, ...sum(code, await readFile(file, 'utf8').catch(() => null)) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function sum(code: number, counts: string | null): { passed: number; failed: number } {
  if (counts === null) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = JSON.parse(counts) as Record<string, number>;
  const [passed, failed] = [numPassedTests ?? 0, numFailedTests ?? 0];
  // Failed without a failed test: a file that did not load, or the types, lint or format of `check`.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}
