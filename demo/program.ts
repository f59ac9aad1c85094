/** One running program of the demo: its lines, its log file, its end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { askToEnd, endTree } from './process-tree.ts';
import type { Warden } from './warden.ts';

export interface ProgramPlan {
  name: string;
  file: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Everything the program writes is added to it. */
  logFile: string;
}

const STOP_GRACE_MS = 10_000;
const LAST_WORDS = 10;

export class Program {
  readonly name: string;
  readonly pid: number;
  /** Settles when the program has ended, with what to say of it. */
  readonly ended: Promise<string>;
  readonly #process: ChildProcess;
  readonly #warden: Warden;
  readonly #listeners = new Set<(line: string) => void>();
  readonly #lastLines: string[] = [];
  readonly #adopted = new Set<number>();

  private constructor(process: ChildProcess, pid: number, plan: ProgramPlan, warden: Warden) {
    this.name = plan.name;
    this.pid = pid;
    this.#process = process;
    this.#warden = warden;
    warden.watch(pid);
    const log = createWriteStream(plan.logFile, { flags: 'a', mode: 0o600 });
    for (const stream of [process.stdout, process.stderr]) {
      if (stream)
        createInterface({ input: stream }).on('line', (line) => log.write(`${this.#heard(line)}\n`));
    }
    this.ended = once(process, 'close').then((end) => {
      const [code, signal] = end as [number | null, string | null];
      log.end();
      if (signal !== null) return `ended by ${signal}`;
      return [`ended with exit code ${code ?? '?'}`, ...this.#lastLines].join('\n    ');
    });
  }

  /** @throws when the program cannot be started at all. */
  static async start(plan: ProgramPlan, warden: Warden): Promise<Program> {
    const child = spawn(plan.file, plan.args, {
      env: plan.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    });
    await once(child, 'spawn');
    if (child.pid === undefined) throw new Error(`${plan.name} has no process id`);
    return new Program(child, child.pid, plan, warden);
  }

  /**
   * The first answer of `read` to a line of the program that is not undefined.
   * @throws when the program ends before, or `timeoutMs` passes.
   */
  async line<T>(read: (line: string) => T | undefined, timeoutMs: number): Promise<T> {
    const waiting = new AbortController();
    const found = new Promise<T>((resolve, reject) => {
      const listener = (line: string): void => {
        const answer = read(line);
        if (answer !== undefined) resolve(answer);
      };
      const timer = setTimeout(() => {
        reject(new Error(`${this.name} was not ready within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      this.#listeners.add(listener);
      waiting.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
      });
    });
    const gone = this.ended.then((how) => Promise.reject(new Error(`${this.name} ${how}`)));
    return Promise.race([found, gone]).finally(() => {
      waiting.abort();
    });
  }

  /**
   * A server that the program runs as a process group of its own. It may outlive the program's crash, for the program
   * takes it over when it is started again, but not {@link stop} and not the demo.
   */
  adopt(pid: number): void {
    this.#adopted.add(pid);
    this.#warden.watch(pid);
  }

  /** SIGKILL, to the program and all it started. */
  async kill(): Promise<void> {
    await endTree(this.pid);
    await this.ended;
  }

  /** Asks the program to end, and after a grace ends it, and whatever of its tree has outlived it. */
  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exit = once(this.#process, 'exit');
      await askToEnd(this.pid);
      await Promise.race([exit, delay(STOP_GRACE_MS, undefined, { ref: false })]);
    }
    await this.clear();
    for (const pid of this.#adopted) {
      await endTree(pid);
      this.#warden.forget(pid);
    }
  }

  /** Ends what the program may have left behind when it ended by itself. */
  async clear(): Promise<void> {
    await endTree(this.pid);
    await this.ended;
    this.#warden.forget(this.pid);
  }

  #heard(line: string): string {
    this.#lastLines.push(line);
    if (this.#lastLines.length > LAST_WORDS) this.#lastLines.shift();
    for (const listener of this.#listeners) listener(line);
    return line;
  }
}
