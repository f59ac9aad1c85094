/** A program with a code on its window: the kiosk in Electron, or the bare window that is its floor. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { processTree } from '../../rest/processor-time.ts';
import type { KioskCommand } from '../../../tools/launch.ts';
import type { WatchedScreen } from './watched-screen.ts';

const START_WITHIN_MS = 60_000;
/** After the program says that it has painted: what is on the screen then is its last picture. */
const AFTERWARDS_MS = 150;

export class GlassProgram {
  readonly screen: WatchedScreen;
  readonly #command: KioskCommand;
  readonly #ready: string;
  #child: ChildProcess | null = null;

  /** @param ready what it writes to its standard output once its code is on the glass. */
  constructor(screen: WatchedScreen, command: KioskCommand, ready: string) {
    this.screen = screen;
    this.#command = command;
    this.#ready = ready;
  }

  /** @returns milliseconds from its start to the first sight of its code. */
  async start(): Promise<number> {
    const begunAt = performance.now();
    const child = spawn(this.#command.file, this.#command.args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...this.#command.env, ...this.screen.env },
    });
    this.#child = child;
    const orphaned = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', orphaned);
    child.once('exit', () => process.off('exit', orphaned));
    const ready = new Promise<void>((resolve, reject) => {
      let output = '';
      const late = setTimeout(
        () => reject(new Error(`no code on the glass: ${output.slice(-2_000)}`)),
        START_WITHIN_MS,
      );
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (late.hasRef()) output += text;
        if (!output.includes(this.#ready)) return;
        output = '';
        clearTimeout(late);
        setTimeout(resolve, AFTERWARDS_MS);
      });
      child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${output}`)));
    });
    return (await this.screen.firstSightOf(ready)) - begunAt;
  }

  /** With all that it started. */
  async pids(): Promise<number[]> {
    return processTree(this.#child?.pid ?? 0);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}
