/**
 * Ends the demo's programs when the demo itself is gone without having done so: SIGKILL, a crash, a machine out of
 * memory. It is a process of its own that notices by its end of the channel closing. It also holds the lock on the
 * state directory, so that the next demo cannot begin before nothing is left of this one.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SetupError } from '../tools/setup-error.ts';

export type WardenOrder = { watch: number } | { forget: number };
/** The warden's first and only message: whether it has the lock. */
export type WardenReport = { onDuty: boolean };

export class Warden {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** @throws {SetupError} when another demo uses the state directory. */
  static async appoint(stateDirectory: string): Promise<Warden> {
    const program = fileURLToPath(new URL('warden-process.ts', import.meta.url));
    const child = fork(program, [stateDirectory], {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [report] = (await once(child, 'message')) as [WardenReport];
    if (!report.onDuty) {
      throw new SetupError(`Another demo runs on ${stateDirectory}, or is just ending; see --state`, {
        exitCode: 1,
      });
    }
    return new Warden(child);
  }

  /** From now on the tree of this pid does not outlive the demo. */
  watch(pid: number): void {
    this.#order({ watch: pid });
  }

  /** The tree of this pid has ended. */
  forget(pid: number): void {
    this.#order({ forget: pid });
  }

  /** Lets the warden end, which ends first what it still watches. */
  async dismiss(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }

  #order(order: WardenOrder): void {
    if (this.#process.connected) this.#process.send(order);
  }
}
