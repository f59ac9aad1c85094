/** Keeps one program of the demo running: started again when it ends unasked, until that is clearly of no use. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ProgramState } from './desk/contract.ts';
import type { Program } from './program.ts';

/** More ends than this within the window, and the program is left ended. */
const MAX_ENDS = 4;
const WINDOW_MS = 60_000;
const PAUSE_MS = 500;

export interface Supervised {
  /** Starts it. @throws when it cannot be started at all. */
  start(): Promise<Program>;
  /** Resolves when it can be used. @throws when it does not come to that. */
  ready(program: Program): Promise<unknown>;
  tell(state: ProgramState): void;
}

export class Supervisor {
  readonly #supervised: Supervised;
  readonly #ends: number[] = [];
  readonly #stopping = new AbortController();
  #program: Program | null = null;
  /** Whether it was asked to begin anew: then its end is no failure. */
  #wasAsked = false;
  #watching: Promise<void> = Promise.resolve();

  constructor(supervised: Supervised) {
    this.#supervised = supervised;
  }

  /** The first start. @throws when the program does not become ready; then nothing runs. */
  async start(): Promise<void> {
    const program = await this.#startOnce();
    this.#watching = this.#watch(program);
  }

  /** SIGKILL; it is started again. */
  async kill(): Promise<void> {
    this.#ends.length = 0;
    await this.#program?.kill();
  }

  /** Ends the program in its own time; it is started again, by what {@link Supervised.start} says then. */
  async restart(): Promise<void> {
    this.#ends.length = 0;
    this.#wasAsked = true;
    await this.#program?.stop();
  }

  /** Ends the program for good. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#program?.stop();
    await this.#watching;
  }

  async #startOnce(): Promise<Program> {
    const program = await this.#supervised.start();
    this.#program = program;
    await this.#supervised.ready(program).catch(async (error: unknown) => {
      await program.stop();
      throw error;
    });
    this.#supervised.tell({ state: 'running' });
    return program;
  }

  async #watch(first: Program): Promise<void> {
    const { signal } = this.#stopping;
    let reason = await endOf(first);
    while (!signal.aborted) {
      const now = performance.now();
      this.#ends.push(now);
      if (this.#ends.filter((end) => now - end < WINDOW_MS).length > MAX_ENDS) {
        this.#supervised.tell({ state: 'ended', reason });
        return;
      }
      if (this.#wasAsked) reason = 'was asked to begin anew';
      this.#wasAsked = false;
      this.#supervised.tell({ state: 'restarting', reason });
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      reason = await this.#startOnce().then(endOf, (error: unknown) => String(error));
    }
  }
}

/** Resolves when the program has ended and nothing of it is left, with why. */
async function endOf(program: Program): Promise<string> {
  const reason = await program.ended;
  await program.clear();
  return reason;
}
