/** Product and floor in turn, so that whatever else the machine does falls on both alike. */
import type { Measured } from './row.ts';

/** Gives the samples of one turn. An error ends the measurement. */
export type Turn = () => Promise<readonly number[]>;

/** One turn of each does not count: it warms up caches, connections and compilers. Then each begins every other round. */
export async function alternate(
  rounds: number,
  { product, floor }: { product: Turn; floor: Turn },
): Promise<Measured> {
  await product();
  await floor();
  const taken = { product: [] as number[], floor: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['product', 'floor'] as const) : (['floor', 'product'] as const);
    for (const side of order) taken[side].push(...(await (side === 'product' ? product() : floor())));
  }
  return taken;
}

/** The same, where there is no floor. */
export async function repeat(rounds: number, product: Turn): Promise<Measured> {
  await product();
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(...(await product()));
  return { product: taken, floor: [] };
}
