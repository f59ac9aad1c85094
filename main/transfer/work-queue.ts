/** Does one piece of work after the other, in the order in which they were added. */
export class WorkQueue {
  #last: Promise<void> = Promise.resolve();

  /** What the work throws is a defect, and ends the process as an unhandled rejection. */
  add(work: () => Promise<void>): void {
    this.#last = this.#last.then(work);
  }

  /** Resolves when all that was added so far is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
