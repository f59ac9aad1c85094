/** One promise of the cabinet board's driver, put to the test with what only a board can do: bytes of another kind. */
import type { Scenario } from '../machine/scenario.ts';
import { BoardBench, type Target } from './board-bench.ts';

export type BoardScenario = Scenario<Target>;

/** A scenario on a fresh cabinet with a driver that has found it. */
export function boardScenario(name: string, run: (bench: BoardBench) => Promise<void>): BoardScenario {
  return {
    name,
    async run(target) {
      const bench = await BoardBench.ready(target);
      try {
        await run(bench);
      } finally {
        await bench.end();
      }
    },
  };
}
