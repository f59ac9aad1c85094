/** Tells the main process what is on the glass, once it is: after the frame that painted it [verbatim-code]. */
import type { PaintReport } from '../preload/contract.ts';

export interface Frames {
  request(run: () => void): number;
  cancel(handle: number): void;
}

export class PaintReporter {
  readonly #frames: Frames;
  readonly #send: (report: PaintReport) => void;
  #waiting: number | null = null;

  constructor(frames: Frames, send: (report: PaintReport) => void) {
    this.#frames = frames;
    this.#send = send;
  }

  /** Call it when the document is as reported. The newest report wins; one not yet sent is dropped. */
  painted(report: PaintReport): void {
    if (this.#waiting !== null) this.#frames.cancel(this.#waiting);
    // The first callback runs before the frame is painted, the second one after it.
    this.#waiting = this.#frames.request(() => {
      this.#waiting = this.#frames.request(() => {
        this.#waiting = null;
        this.#send(report);
      });
    });
  }
}
