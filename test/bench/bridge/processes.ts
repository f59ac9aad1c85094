/** What more bridge processes on one database bring. */
import { alternate } from '../alternate.ts';
import { count } from '../figures.ts';
import type { Row, Sizes } from '../row.ts';
import { ratePerSecond } from './pace.ts';
import type { Properties } from './properties.ts';

const IN_FLIGHT = 100;

export function processes(properties: Properties, sizes: Sizes): Row[] {
  const { kiosks, turnMs } = sizes;
  const one = { bridges: 1, kiosks, rows: 0 };
  return sizes.processes.map((bridges) => ({
    name: `processes-${bridges}`,
    family: 'processes',
    title: `Fundings per second, ${bridges} bridge processes on one database, ${IN_FLIGHT} in flight`,
    product: `${bridges} bridge processes share ${count(kiosks)} kiosks; the requests for a machine go to each process in turn, whichever holds its link.`,
    floor: 'The product with one bridge process, on a database of its own, with as many kiosks.',
    unit: 'per second',
    wanted: { kind: 'ratio', p50: 1 },
    decision: '0033-no-funding-is-handed-on.md',
    at: { plot: 'Fundings per second, beside one process', axis: 'bridge processes', x: bridges },
    properties: [one, { ...one, bridges }],
    async measure(rounds) {
      const many = await properties.of({ ...one, bridges });
      const single = await properties.of(one);
      return alternate(rounds, {
        product: async () => [await ratePerSecond(IN_FLIGHT, turnMs, async () => many.fund())],
        floor: async () => [await ratePerSecond(IN_FLIGHT, turnMs, async () => single.fund())],
      });
    },
  }));
}
