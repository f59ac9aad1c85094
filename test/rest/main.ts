/**
 * `npm run test:rest`: what the whole kiosk costs while nobody is at the machine: the link and the cabinet are up, the board is
 * asked for its state, the time left goes out mark by mark, and a code is rotated and read back. Processor time of all its
 * processes, from the kernel's own accounts, over one code.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ensureBuilt } from '../../tools/build.ts';
import { ensureDisplay } from '../../tools/display.ts';
import { kioskCommand } from '../../tools/launch.ts';
import { ensureRuntime } from '../../tools/runtime.ts';
import { ShellSite } from '../support/shell/shell-site.ts';
import { waitFor } from '../support/wait.ts';
import { processTree, processorSeconds } from './processor-time.ts';

const LIMIT_PERCENT = 1;
const SETTLE_MS = 10_000;
/** The next code comes ten seconds before its end: one in each measured minute. */
const CODE_LIFETIME_MS = 70_000;
const MEASURED_MS = 60_000;
/** The value that the bridge uses. */
const HEARTBEAT_MS = 5_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function main(): Promise<number> {
  const runtime = await ensureRuntime();
  await ensureBuilt();
  const display = await ensureDisplay();
  const site = await ShellSite.start();
  site.bridge.heartbeatMs = HEARTBEAT_MS;
  site.bridge.codeLifetimeMs = CODE_LIFETIME_MS;
  const command = kioskCommand(runtime, [`--user-data-dir=${await site.writeSettings()}`]);
  const kiosk = spawn(command.file, command.args, { stdio: ['ignore', 'pipe', 'ignore'], env: command.env });
  const ended = once(kiosk, 'exit');
  let output = '';
  kiosk.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  try {
    await waitFor('a code that was read off the glass', () => output.includes('"reading":"match"'));
    await pause(SETTLE_MS);
    const readings = (): number => output.split('"reading":"match"').length - 1;
    const before = readings();
    const code = await measure(kiosk.pid ?? 0);
    if (readings() === before) throw new Error('no code was rotated and read back meanwhile');
    return code;
  } finally {
    kiosk.kill('SIGTERM');
    await ended;
    await site.stop();
    await display.stop();
  }
}

async function measure(pid: number): Promise<number> {
  const before = await processorSeconds(await processTree(pid));
  const begunAt = performance.now();
  await pause(MEASURED_MS);
  const seconds = (performance.now() - begunAt) / 1000;
  const after = await processorSeconds(await processTree(pid));
  let total = 0;
  for (const [process, { name, used }] of after) {
    const percent = ((used - (before.get(process)?.used ?? 0)) / seconds) * 100;
    total += percent;
    console.log(`${percent.toFixed(2).padStart(7)} %  ${name}`);
  }
  const verdict = total <= LIMIT_PERCENT ? 'ok' : 'TOO MUCH';
  console.log(
    `${total.toFixed(2).padStart(7)} %  of one core in all, at most ${LIMIT_PERCENT} %: ${verdict}`,
  );
  return total <= LIMIT_PERCENT ? 0 : 1;
}

process.exitCode = await main();
