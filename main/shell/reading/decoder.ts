/** The decoding thread as seen from the main thread: one picture at a time, with an answer in bounded time. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../hardware/clock.ts';
import type { Picture } from './picture.ts';

/** Far beyond the slowest decode of a 4K glass; then the thread is replaced. */
const ANSWER_WITHIN_MS = 5_000;

/** A thread that has nothing to read is ended: with the decoder's memory it holds some 20 MiB. */
const ENDS_AFTER_MS = 15_000;

export interface DecoderPorts {
  /** The built decoder-worker.ts. */
  worker: string;
  /** zxing-wasm's reader. */
  wasm: string;
  clock: Clock;
}

export class Decoder {
  readonly #ports: DecoderPorts;
  #worker: Worker | null = null;
  #callOffEnd: () => void = () => undefined;

  constructor(ports: DecoderPorts) {
    this.#ports = ports;
  }

  /**
   * @param picture given away: its pixels move to the thread.
   * @returns the text of the code, or null where none can be read. @throws when the thread fails or does not answer.
   */
  async decode(picture: Picture): Promise<string | null> {
    this.#callOffEnd();
    const worker = (this.#worker ??= this.#start());
    try {
      // A worker's own error event rejects this as well.
      const answer = once(worker, 'message', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      worker.postMessage(picture, [picture.pixels.buffer]);
      const [text] = (await answer) as [string | null];
      this.#callOffEnd = this.#ports.clock.after(ENDS_AFTER_MS, () => this.#end(worker));
      return text;
    } catch (error) {
      this.#end(worker);
      throw error;
    }
  }

  /** Not waited for: a thread that hangs may never end. The next picture gets another one. */
  #end(worker: Worker): void {
    void worker.terminate();
    if (this.#worker === worker) this.#worker = null;
  }

  #start(): Worker {
    const { worker: file, wasm } = this.#ports;
    const worker = new Worker(file, { workerData: { wasmFile: wasm } });
    worker.unref();
    // A caller that waits for an answer gets the error; between answers the next decode starts a new thread.
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }
}
