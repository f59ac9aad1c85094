/**
 * `npm run check`: everything that needs no database, no socket and no Electron, on all cores. Each part is a script of
 * package.json. What a part says is printed when it fails.
 */
import { availableParallelism } from 'node:os';
import { CHECKOUT } from '../checkout.ts';
import { capture } from '../command.ts';
import { runProgram } from '../setup-error.ts';
import { runParts, type PartResult } from './parts.ts';

/** The longest first, so that the cores finish together. */
const PARTS = ['format:check', 'lint', 'types', 'test:unit', 'unused', 'imports'];

async function check(): Promise<number> {
  const start = (part: string) => capture('npm', ['run', '--silent', part], { cwd: CHECKOUT });
  const failed = await runParts(PARTS, availableParallelism(), start, report);
  if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

function report({ part, result, seconds }: PartResult): void {
  console.log(`${result.code === 0 ? 'ok  ' : 'FAIL'} ${part} (${seconds.toFixed(1)} s)`);
  if (result.code !== 0) console.error(result.stdout + result.stderr);
}

await runProgram(check);
