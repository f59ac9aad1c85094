/** The demo as `npm start` runs it, without a browser, on a state directory of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { DeskAction, DeskSnapshot } from '../../../demo/desk/contract.ts';

/** The first start initialises a database. */
export const DEMO_START_MS = 120_000;

const PROGRAM = path.resolve(import.meta.dirname, '../../../demo/start.ts');

export class Demo {
  readonly state: string;
  #process: ChildProcess | null = null;
  #desk = '';

  private constructor(state: string) {
    this.state = state;
  }

  /** A demo that has never run. */
  static async create(): Promise<Demo> {
    return new Demo(await mkdtemp(path.join(tmpdir(), 'topper-demo-')));
  }

  /** The desk's address. */
  get desk(): string {
    return this.#desk;
  }

  /** Resolves when the demo has printed the desk's address; `options` are more of its command line. @throws with all it said when it ends before. */
  async start(...options: string[]): Promise<void> {
    const args = [PROGRAM, '--no-open', '--desk-port', '0', '--state', this.state, ...options];
    const demo = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = demo;
    const said: string[] = [];
    this.#desk = await new Promise((resolve, reject) => {
      for (const stream of [demo.stdout, demo.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          said.push(line);
          const url = /Demo desk +(http:\S+)/.exec(line)?.[1];
          if (url !== undefined) resolve(url);
        });
      }
      demo.once('exit', (code) => {
        reject(new Error(`the demo ended with ${code}:\n${said.join('\n')}`));
      });
    });
  }

  /** @returns exit code and signal, once the demo has ended. */
  async end(signal: NodeJS.Signals): Promise<unknown[]> {
    const demo = this.#process;
    if (demo === null || demo.exitCode !== null || demo.signalCode !== null) return [];
    const ended = once(demo, 'exit');
    demo.kill(signal);
    return ended;
  }

  /** Ends it if it still runs, and forgets its state. */
  async remove(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.state, { recursive: true, force: true });
  }

  /** Resolves with the first snapshot of the desk for which `wanted` holds. */
  async seen(wanted: (snapshot: DeskSnapshot) => boolean): Promise<DeskSnapshot> {
    const page = this.watch(this.#desk);
    try {
      return await new Promise((resolve, reject) => {
        page.on('error', reject);
        page.on('message', (data: Buffer, isPicture) => {
          if (isPicture) return;
          const snapshot = JSON.parse(data.toString()) as DeskSnapshot;
          if (wanted(snapshot)) resolve(snapshot);
        });
      });
    } finally {
      page.terminate();
    }
  }

  /** The live channel, as the page of `origin` opens it. */
  watch(origin: string): WebSocket {
    return new WebSocket(`${this.#desk.replace('http', 'ws')}/desk`, { origin });
  }

  /** The status that the page of `origin` gets for asking the desk to do something. */
  async ask(action: DeskAction, origin: string = this.#desk): Promise<number> {
    const answer = await fetch(`${this.#desk}/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(action),
    });
    return answer.status;
  }

  /** Every process that was told the demo's state directory, by its command line or its environment. */
  async processes(): Promise<string[]> {
    const found: string[] = [];
    for (const pid of await readdir('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const [command, environment] = await Promise.all(
        ['cmdline', 'environ'].map(async (file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      if (`${command}${environment}`.includes(this.state)) found.push(`${pid} ${command ?? ''}`);
    }
    return found;
  }
}

export const hasCode = ({ glass }: DeskSnapshot): boolean => glass.code !== null;
