/**
 * One promise of a rail, put to the test. As data, so that the same scenarios are the suite of every rail, and are shown to
 * fail on wrong ones (test/integration/wrong-rails.test.ts).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface Scenario<Subject> {
  /** The promise, as a sentence. */
  readonly name: string;
  /** Rejects when the promise is broken. */
  run(subject: Subject): Promise<void>;
}

export function describeScenarios<Subject extends { close(): Promise<void> }>(
  what: string,
  scenarios: readonly Scenario<Subject>[],
  open: () => Promise<Subject>,
): void {
  describe(what, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());
    it.each(scenarios)('$name', async (scenario) => {
      await expect(scenario.run(subject)).resolves.toBeUndefined();
    });
  });
}
