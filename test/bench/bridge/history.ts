/** Whether a large ledger makes fundings slower: the same property, with years behind it and with next to nothing. */
import { alternate } from '../alternate.ts';
import { count } from '../figures.ts';
import type { Row, Sizes } from '../row.ts';
import { oneByOne, ratePerSecond } from './pace.ts';
import type { Properties } from './properties.ts';

const IN_FLIGHT = 100;
const AXIS = 'fundings in the ledger';
/** Flat: as fast as with a small ledger, but for what two measurements of the same differ by. */
export const FLAT_TIME = 1.1;
const FLAT_RATE = 0.9;

export function fundingsInHistory(properties: Properties, sizes: Sizes): Row[] {
  const [small = 0, ...larger] = sizes.rows;
  const sizeAt = (rows: number) => ({ bridges: 1, kiosks: sizes.kiosks, rows });
  const at = async (rows: number) => properties.of(sizeAt(rows));
  const row = (rows: number) =>
    ({
      floor: `The product on a ledger that holds ${count(small)}.`,
      decision: '0029-flat-in-history.md',
      properties: [sizeAt(rows), sizeAt(small)],
    }) as const;
  const rates = larger.map((rows): Row => ({
    ...row(rows),
    name: `history-rate-${rows}`,
    family: 'history-rate',
    title: `Fundings per second with ${count(rows)} rows in the ledger, ${IN_FLIGHT} in flight`,
    product: `One bridge process on a ledger that holds ${count(rows)} fundings of 700 days.`,
    unit: 'per second',
    wanted: { kind: 'ratio', p50: FLAT_RATE },
    at: { plot: 'Fundings per second, beside a small ledger', axis: AXIS, x: rows },
    async measure(rounds) {
      const [large, little] = [await at(rows), await at(small)];
      return alternate(rounds, {
        product: async () => [await ratePerSecond(IN_FLIGHT, sizes.turnMs, async () => large.fund())],
        floor: async () => [await ratePerSecond(IN_FLIGHT, sizes.turnMs, async () => little.fund())],
      });
    },
  }));
  const times = larger.map((rows): Row => ({
    ...row(rows),
    name: `history-approval-${rows}`,
    family: 'history-approval',
    title: `One funding with ${count(rows)} rows in the ledger`,
    product: `One funding after the other on a ledger that holds ${count(rows)} fundings of 700 days.`,
    unit: 'ms',
    wanted: { kind: 'ratio', p50: FLAT_TIME },
    at: { plot: 'One funding, beside a small ledger', axis: AXIS, x: rows },
    async measure(rounds) {
      const [large, little] = [await at(rows), await at(small)];
      return alternate(rounds, {
        product: async () => oneByOne(sizes.samples, async () => large.fund()),
        floor: async () => oneByOne(sizes.samples, async () => little.fund()),
      });
    },
  }));
  return [...rates, ...times];
}
