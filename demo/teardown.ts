/** What has been started, to be stopped in the opposite order. */
export class Teardown {
  readonly #steps: { what: string; stop: () => Promise<void> }[] = [];

  /** `stop` is called once, by {@link run}. */
  add(what: string, stop: () => Promise<void>): void {
    this.#steps.push({ what, stop });
  }

  /** Stops everything, whatever fails on the way. @returns what could not be stopped, and why. */
  async run(): Promise<{ what: string; error: unknown }[]> {
    const failures: { what: string; error: unknown }[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      const { what, stop } = step;
      await stop().catch((error: unknown) => failures.push({ what, error }));
    }
    return failures;
  }
}
