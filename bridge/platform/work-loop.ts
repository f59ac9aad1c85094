/** Does the work that waits, one piece after the other: at once when it is woken, and by itself now and then. */
import type { Log } from './log.ts';

export class WorkLoop {
  readonly #work: () => Promise<boolean>;
  readonly #pollMs: number;
  readonly #log: Log;
  #woken = false;
  #stopped = false;
  #wakeUp: (() => void) | null = null;
  #running: Promise<void> = Promise.resolve();

  /** @param work does one piece of work; false: nothing waits. When it throws, it is tried again after `pollMs`. */
  constructor(work: () => Promise<boolean>, pollMs: number, log: Log) {
    this.#work = work;
    this.#pollMs = pollMs;
    this.#log = log;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Something may wait. */
  wake(): void {
    this.#woken = true;
    this.#wakeUp?.();
  }

  /** Resolves when the work that is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wakeUp?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      if (!(await this.#doOne()) && !this.#woken && !this.#stopped) await this.#rest();
    }
  }

  async #doOne(): Promise<boolean> {
    try {
      return await this.#work();
    } catch (error) {
      this.#log.warn({ err: error }, 'work that waits is not done now');
      return false;
    }
  }

  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#pollMs);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wakeUp = null;
  }
}
