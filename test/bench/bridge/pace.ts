/** Something done again and again: one after the other, or by many at once. */

/** How long each took, one after the other. */
export async function oneByOne(count: number, once: () => Promise<number>): Promise<number[]> {
  const took: number[] = [];
  while (took.length < count) took.push(await once());
  return took;
}

/** How many are done in a second by so many callers. What is under way at the end is waited for and counts with its time. */
export async function ratePerSecond(
  inFlight: number,
  durationMs: number,
  once: () => Promise<unknown>,
): Promise<number> {
  const begunAt = performance.now();
  let done = 0;
  const caller = async () => {
    while (performance.now() - begunAt < durationMs) {
      await once();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  return (done * 1_000) / (performance.now() - begunAt);
}
