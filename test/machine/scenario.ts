/** One promise of a machine, put to the test. */
import type { DriverUnderTest } from './machine-under-test.ts';
import { MachineBench } from './machine-bench.ts';

export interface Scenario<Subject = DriverUnderTest> {
  /** The promise, as a sentence. */
  name: string;
  /** Rejects when the promise is broken. */
  run(subject: Subject): Promise<void>;
}

/** A scenario on a fresh machine that its driver has found. */
export function scenario(name: string, run: (bench: MachineBench) => Promise<void>): Scenario {
  return {
    name,
    async run(driver) {
      const bench = new MachineBench(await driver.make());
      try {
        await bench.start();
        await run(bench);
      } finally {
        await bench.end();
      }
    },
  };
}

/** 20.00 US dollars. */
export const amount = { minor: 2_000, currency: 'USD' };
