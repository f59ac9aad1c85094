/**
 * Ends the demo's programs when the demo itself is gone without having done so (SIGKILL, a crash, a closed laptop
 * lid's out-of-memory killer). It is a process of its own that notices by its end of the channel closing.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type WardenOrder = { watch: number } | { forget: number };

export class Warden {
  readonly #process: ChildProcess;

  constructor() {
    const program = fileURLToPath(new URL('warden-process.ts', import.meta.url));
    this.#process = fork(program, { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  get pid(): number | undefined {
    return this.#process.pid;
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
