/**
 * A virtual display whose picture is watched from outside, in the memory of the X server: when something is painted is then
 * seen in the same way whatever program painted it.
 */
import { open, mkdtemp, rm, type FileHandle } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Display, startVirtualDisplay } from '../../../tools/display.ts';

const BYTES_PER_LINE = 1920 * 4;
const LINES = 1080;
/** One line in so many is looked at: a module of a code is larger. */
const EVERY = 12;
/** A new code changes half of its modules, a tenth of the picture or more; a mark that goes out, not a thousandth. */
const CODE_CHANGES = 0.01;
const LOOK_EVERY_MS = 2;
const GIVE_UP_MS = 60_000;

interface Picture {
  /** By `performance.now()`. */
  readonly at: number;
  readonly digest: string;
}

export class WatchedScreen {
  readonly #display: Display;
  readonly #directory: string;
  readonly #file: FileHandle;
  readonly #lines = Buffer.alloc(Math.floor(LINES / EVERY) * BYTES_PER_LINE);
  #before = Buffer.alloc(0);

  private constructor(display: Display, directory: string, file: FileHandle) {
    this.#display = display;
    this.#directory = directory;
    this.#file = file;
  }

  static async start(): Promise<WatchedScreen> {
    const directory = await mkdtemp(join(tmpdir(), 'bench-screen-'));
    const display = await startVirtualDisplay(['-fbdir', directory]);
    return new WatchedScreen(display, directory, await open(join(directory, 'Xvfb_screen0'), 'r'));
  }

  get env(): NodeJS.ProcessEnv {
    return this.#display.env;
  }

  /** When the picture that is there once `settled` resolves was there for the first time, of those painted meanwhile. */
  async firstSightOf(settled: Promise<unknown>): Promise<number> {
    const seen: Picture[] = [];
    const end = { reached: false };
    const reach = settled.finally(() => {
      end.reached = true;
    });
    reach.catch(() => undefined); // it is awaited once the next look is over
    this.#look();
    while (!end.reached) {
      if (this.#look()) seen.push({ at: performance.now(), digest: this.#digest() });
      await pause(LOOK_EVERY_MS);
    }
    await reach;
    if (this.#look()) seen.push({ at: performance.now(), digest: this.#digest() });
    const last = this.#digest();
    const first = seen.find(({ digest }) => digest === last);
    if (first === undefined) throw new Error('nothing was painted');
    return first.at;
  }

  /** When another code is on the picture for the first time from now on; a mark of the time left that goes out is none. */
  async codeChange(): Promise<number> {
    this.#look();
    const until = performance.now() + GIVE_UP_MS;
    while (!this.#look() || this.#changed() < CODE_CHANGES) {
      if (performance.now() > until) throw new Error('nothing was painted');
      await pause(LOOK_EVERY_MS);
    }
    return performance.now();
  }

  async stop(): Promise<void> {
    await this.#file.close();
    await this.#display.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** @returns whether the picture is another one than at the last look. */
  #look(): boolean {
    this.#before = Buffer.from(this.#lines);
    for (let line = 0; line * BYTES_PER_LINE < this.#lines.length; line += 1) {
      const from = line * EVERY * BYTES_PER_LINE;
      readSync(this.#file.fd, this.#lines, line * BYTES_PER_LINE, BYTES_PER_LINE, from);
    }
    return !this.#before.equals(this.#lines);
  }

  /** The part of what is looked at that is another one than at the last look. */
  #changed(): number {
    const [now, before] = [pixelsOf(this.#lines), pixelsOf(this.#before)];
    return now.reduce((count, pixel, at) => (pixel === before[at] ? count : count + 1), 0) / now.length;
  }

  #digest(): string {
    return createHash('sha1').update(this.#lines).digest('hex');
  }
}

function pixelsOf(lines: Buffer): Uint32Array {
  return new Uint32Array(lines.buffer, lines.byteOffset, lines.length / 4);
}
