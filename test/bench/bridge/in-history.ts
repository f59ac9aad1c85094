/** Times that a large ledger must not change: each with years behind it, beside the same with next to nothing. */
import { alternate } from '../alternate.ts';
import { count } from '../figures.ts';
import type { Row, Sizes } from '../row.ts';
import { FLAT_TIME } from './history.ts';
import { oneByOne } from './pace.ts';
import type { Properties } from './properties.ts';
import type { Property } from './property.ts';

/** A time on the large ledger, beside the same on the small one. */
export interface InHistory {
  readonly name: string;
  readonly title: string;
  readonly product: string;
  /** Made once for each ledger. @returns one sample. */
  prepare(property: Property): Promise<() => Promise<number>>;
  readonly samples: number;
}

export function inHistory(measured: InHistory, properties: Properties, sizes: Sizes): Row[] {
  const { name, title, product, samples } = measured;
  const [small = 0, ...larger] = sizes.rows;
  const sizeAt = (rows: number) => ({ bridges: 1, kiosks: sizes.kiosks, rows });
  const ready = async (rows: number) => measured.prepare(await properties.of(sizeAt(rows)));
  return larger.map((rows) => ({
    name: `${name}-${rows}`,
    family: name,
    title: `${title} with ${count(rows)} rows in the ledger`,
    product,
    floor: `The product on a ledger that holds ${count(small)}.`,
    unit: 'ms',
    wanted: { kind: 'ratio', p50: FLAT_TIME },
    decision: '0029-flat-in-history.md',
    at: { plot: `${title}, beside a small ledger`, axis: 'fundings in the ledger', x: rows },
    properties: [sizeAt(rows), sizeAt(small)],
    async measure(rounds) {
      const [large, little] = [await ready(rows), await ready(small)];
      return alternate(rounds, {
        product: async () => oneByOne(samples, large),
        floor: async () => oneByOne(samples, little),
      });
    },
  }));
}
