/** One promise of the driver, put to the test. */
import { Bench, type Target } from '../bench.ts';

export interface Scenario {
  /** The promise, as a sentence. */
  name: string;
  /** Rejects when the promise is broken. */
  run(target: Target): Promise<void>;
}

/** A scenario on a fresh cabinet with a driver that has found it. */
export function scenario(name: string, run: (bench: Bench) => Promise<void>): Scenario {
  return {
    name,
    async run(target) {
      const bench = await Bench.ready(target);
      try {
        await run(bench);
      } finally {
        await bench.end();
      }
    },
  };
}

/** 20.00 US dollars. */
export const amount = { minor: 2_000, currency: 'USD' };
