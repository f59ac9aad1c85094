/** One program of ours as a real process: started from source, ready when it says `listening`, killed on purpose. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { capture } from '../../tools/command.ts';

/** Node keeps here what it compiled, so that the next start takes half the processor time. */
const NODE_COMPILE_CACHE = path.resolve(import.meta.dirname, '../.output/compiled');

/**
 * A program keeps what it compiled only when it ends by itself. A program that is always killed would compile all of it
 * each time.
 */
export async function compileAhead(entry: string): Promise<void> {
  const { code, stderr } = await capture(process.execPath, [entry, '--help'], {
    env: { ...process.env, NODE_COMPILE_CACHE },
  });
  if (code !== 0) throw new Error(stderr);
}

const running = new Set<ChildProcess>();
// A test run may end without its clean-up. Even then no program stays behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Service {
  readonly process: ChildProcess;
  /** The fields of its `listening` line. */
  readonly listening: Readonly<Record<string, unknown>>;
  /** Everything that it wrote so far, for a test that fails to print. */
  output(): string;
  /** SIGTERM and wait. */
  stop(): Promise<void>;
  /** SIGKILL and wait. */
  kill(): Promise<void>;
}

/** Starts `node entry args` and resolves with its `listening` line. Rejects with its output when it ends before. */
export async function startService(
  entry: string,
  args: string[],
  env: Record<string, string>,
): Promise<Service> {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const lines: string[] = [];
  const exited = once(child, 'exit');
  child.stderr.setEncoding('utf8').on('data', (text: string) => lines.push(text.trimEnd()));

  const listening = await new Promise<Record<string, unknown>>((resolve, reject) => {
    let isListening = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (isListening) return;
      const fields = parseLine(line);
      isListening = fields?.['event'] === 'listening';
      if (fields !== null && isListening) resolve(fields);
    });
    child.once('exit', (code) => {
      reject(new Error(`${entry} ended with ${code} before it listened:\n${lines.join('\n')}`));
    });
  });

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  return {
    process: child,
    listening,
    output: () => lines.join('\n'),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function parseLine(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  const value: unknown = JSON.parse(line);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}
