/** A display for machines without a screen: Xvfb with a window manager, for as long as this process lives. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Report, toStderr } from './progress.ts';
import { SetupError } from './setup-error.ts';
import { endTied, spawnTied } from './tied-process.ts';

const SCREEN = '1920x1080x24';
const READY_TIMEOUT_MS = 20_000;

export interface Display {
  /** What programs that draw need in their environment. */
  env: NodeJS.ProcessEnv;
  /** True: we started it, and nobody sees it on a screen. */
  virtual: boolean;
  pids: number[];
  stop(): Promise<void>;
}

/** The display that is there, or a virtual one. It also becomes `DISPLAY` of this process. */
export async function ensureDisplay(report: Report = toStderr): Promise<Display> {
  if (process.platform !== 'linux' || process.env['DISPLAY']) {
    return { env: {}, virtual: false, pids: [], stop: async () => undefined };
  }
  const display = await startVirtualDisplay();
  Object.assign(process.env, display.env);
  report(`No display here: using a virtual one, ${display.env['DISPLAY'] ?? ''} (${SCREEN}).`);
  return display;
}

/** @param serverOptions more options for Xvfb. */
export async function startVirtualDisplay(serverOptions: readonly string[] = []): Promise<Display> {
  const options = [
    '-displayfd',
    '3',
    '-screen',
    '0',
    SCREEN,
    '-nolisten',
    'tcp',
    '-noreset',
    ...serverOptions,
  ];
  const server = spawnTied('Xvfb', options, process.env);
  const number = await displayNumber(server);
  const env = { DISPLAY: `:${number}` };
  const windowManager = spawnTied('openbox', ['--sm-disable'], { ...process.env, ...env });
  const children = [windowManager, server];

  const kill = (): void => children.forEach((child) => child.kill('SIGTERM'));
  process.once('exit', kill);
  return {
    env,
    virtual: true,
    pids: children.flatMap((child) => child.pid ?? []),
    stop: async () => {
      process.off('exit', kill);
      for (const child of children) await endTied(child);
      if (process.env['DISPLAY'] === env.DISPLAY) delete process.env['DISPLAY'];
    },
  };
}

/** Xvfb writes the number it took on file descriptor 3 once it accepts connections. */
async function displayNumber(server: ChildProcess): Promise<number> {
  const lines = createInterface({ input: server.stdio[3] as Readable });
  const number = await Promise.race([
    once(lines, 'line', { signal: AbortSignal.timeout(READY_TIMEOUT_MS) }).then(([line]) => Number(line)),
    once(server, 'exit').then(() => Number.NaN),
  ]).catch(() => Number.NaN);
  lines.close();
  if (Number.isNaN(number)) {
    server.kill('SIGKILL');
    throw new SetupError('The virtual display (Xvfb) did not start; is the package xvfb installed?', {
      exitCode: 1,
    });
  }
  return number;
}
