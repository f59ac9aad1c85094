/** The kiosk as a command: for what it says and how it ends, rather than what it shows. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { kioskCommand } from '../../../tools/launch.ts';
import { testRuntime } from './runtime.ts';
import type { KioskSettings } from './kiosk.ts';

export interface Ended {
  code: number | null;
  stdout: string;
  /** Without the messages of Chromium itself. */
  stderr: string;
}

/** Runs the kiosk to its end. */
export async function runKiosk(args: readonly string[]): Promise<Ended> {
  const command = kioskCommand(await testRuntime(), args);
  const child = spawn(command.file, command.args, { stdio: ['ignore', 'pipe', 'pipe'], env: command.env });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const [code] = (await once(child, 'close', { signal: AbortSignal.timeout(30_000) }).catch(() => {
    child.kill('SIGKILL');
    throw new Error(`the kiosk did not end: ${output.stderr}`);
  })) as [number | null];
  return { code, stdout: output.stdout, stderr: output.stderr.replace(/^\[\d+:.*\n?/gm, '').trim() };
}

/** Settings of a kiosk that finds neither a bridge nor a cabinet. */
export async function lonelySettings(directory: string): Promise<KioskSettings> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const secretFile = path.join(directory, 'secret');
  await writeFile(secretFile, 'a secret of nobody', { mode: 0o600 });
  return {
    link: { url: 'ws://127.0.0.1:1/egm-link', asset: 'EGM-0042', secretFile },
    cabinet: { kind: 'virtual', port: 1 },
    display: { target: 'primary' },
  };
}
