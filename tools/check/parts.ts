/** The parts of `npm run check`, run beside each other. */
import type { CommandResult } from '../command.ts';

export interface PartResult {
  part: string;
  result: CommandResult;
  seconds: number;
}

/**
 * Runs every part, also when one has failed, at most `lanes` at a time and in the order of the list.
 * @param ended is told of each part as it ends.
 * @returns the names of those that failed, in the order of the list.
 */
export async function runParts(
  parts: readonly string[],
  lanes: number,
  start: (part: string) => Promise<CommandResult>,
  ended: (result: PartResult) => void,
): Promise<string[]> {
  const failed = new Set<string>();
  const waiting = [...parts];
  const lane = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const begunAt = performance.now();
      const result = await start(part);
      if (result.code !== 0) failed.add(part);
      ended({ part, result, seconds: (performance.now() - begunAt) / 1000 });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, lanes) }, lane));
  return parts.filter((part) => failed.has(part));
}
