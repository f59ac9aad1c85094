/** The decoding thread as seen from the main thread: one picture at a time, with an answer in bounded time. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Picture } from './picture.ts';

/** Far beyond the slowest decode of a 4K glass; then the thread is replaced. */
const ANSWER_WITHIN_MS = 5_000;

export interface DecoderFiles {
  /** The built decoder-worker.ts. */
  worker: string;
  /** zxing-wasm's reader. */
  wasm: string;
}

export class Decoder {
  readonly #files: DecoderFiles;
  #worker: Worker | null = null;

  constructor(files: DecoderFiles) {
    this.#files = files;
  }

  /**
   * @param picture given away: its pixels move to the thread.
   * @returns the text of the code, or null where none can be read. @throws when the thread fails or does not answer.
   */
  async decode(picture: Picture): Promise<string | null> {
    const worker = (this.#worker ??= this.#start());
    try {
      // A worker's own error event rejects this as well.
      const answer = once(worker, 'message', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      worker.postMessage(picture, [picture.pixels.buffer]);
      const [text] = (await answer) as [string | null];
      return text;
    } catch (error) {
      // Not waited for: a thread that hangs may never end, and the next picture gets another one.
      void worker.terminate();
      if (this.#worker === worker) this.#worker = null;
      throw error;
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#files.worker, { workerData: { wasmFile: this.#files.wasm } });
    worker.unref();
    // A caller that waits for an answer gets the error; between answers the next decode starts a new thread.
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    return worker;
  }
}
