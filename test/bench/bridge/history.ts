/** Whether a large ledger makes fundings slower: the same property, with years behind it and with next to nothing. */
import { alternate } from '../alternate.ts';
import type { Row, Sizes } from '../row.ts';
import { oneByOne, ratePerSecond } from './pace.ts';
import type { Properties } from './properties.ts';

const IN_FLIGHT = 100;
/** Flat: as fast as with a small ledger, but for what two measurements of the same differ by. */
export const FLAT_TIME = 1.1;
const FLAT_RATE = 0.9;

export function fundingsInHistory(properties: Properties, sizes: Sizes): Row[] {
  const [small = 0, ...larger] = sizes.rows;
  const at = async (rows: number) => properties.of({ bridges: 1, kiosks: sizes.kiosks, rows });
  return larger.flatMap((rows): Row[] => [
    {
      name: `history-rate-${rows}`,
      family: 'history-rate',
      title: `Fundings per second with ${rows} rows in the ledger, ${IN_FLIGHT} in flight`,
      product: `One bridge process on a ledger that holds ${rows} fundings of 700 days.`,
      floor: `The product on a ledger that holds ${small}.`,
      unit: 'per second',
      wanted: { kind: 'ratio', p50: FLAT_RATE },
      at: { axis: 'rows in the ledger', x: rows },
      async measure(rounds) {
        const [large, little] = [await at(rows), await at(small)];
        return alternate(rounds, {
          product: async () => [await ratePerSecond(IN_FLIGHT, sizes.turnMs, async () => large.fund())],
          floor: async () => [await ratePerSecond(IN_FLIGHT, sizes.turnMs, async () => little.fund())],
        });
      },
    },
    {
      name: `history-approval-${rows}`,
      family: 'history-approval',
      title: `One funding with ${rows} rows in the ledger`,
      product: `One funding after the other on a ledger that holds ${rows} fundings of 700 days.`,
      floor: `The product on a ledger that holds ${small}.`,
      unit: 'ms',
      wanted: { kind: 'ratio', p50: FLAT_TIME },
      at: { axis: 'rows in the ledger', x: rows },
      async measure(rounds) {
        const [large, little] = [await at(rows), await at(small)];
        return alternate(rounds, {
          product: async () => oneByOne(sizes.samples, async () => large.fund()),
          floor: async () => oneByOne(sizes.samples, async () => little.fund()),
        });
      },
    },
  ]);
}
