/** From an approval on the phone to its confirmed credit, with a simulated kiosk and nothing else to do. */
import { alternate } from '../alternate.ts';
import { count } from '../figures.ts';
import type { Row, Sizes } from '../row.ts';
import { BareFunding, commitsOf } from './bare-funding.ts';
import { oneByOne } from './pace.ts';
import type { Properties } from './properties.ts';
import type { Property } from './property.ts';

/** Fundings by which the commits of one are counted. */
const COUNTED = 50;
/** Decided, sent, settled: the floor makes these, or as many as the product where that makes fewer. */
const COMMITS = 3;

export function approval(properties: Properties, { kiosks, samples }: Sizes): Row {
  const size = { bridges: 1, kiosks, rows: 0 };
  return {
    name: 'approval',
    family: 'approval',
    title: 'Approval to confirmed credit, simulated kiosk',
    product:
      'One funding after the other: from the request of the TPAS on a kept connection to the answer CREDITED, ' +
      `through one bridge process, PostgreSQL and a kiosk process with ${count(kiosks)} links that credits at once.`,
    floor:
      'The same client, one HTTP server, three durable commits (or as many as the product makes, if fewer) on the same PostgreSQL, one WebSocket to another process and back.',
    unit: 'ms',
    wanted: { kind: 'ratio', p50: 1.5, p99: 1.5 },
    decision: '0030-three-round-trips-for-a-funding.md',
    properties: [size],
    async measure(rounds) {
      const property = await properties.of(size);
      const commits = await commitsOfOne(property);
      const bare = await BareFunding.start(property.site.ownerUrl, commits.floor);
      try {
        const measured = await alternate(rounds, {
          product: async () => oneByOne(samples, async () => property.fund()),
          floor: async () => oneByOne(samples, async () => bare.client.fund('any')),
        });
        return {
          ...measured,
          notes: [
            `Durable commits of one funding: product ${commits.product.toFixed(2)}, floor ${commits.floor}.`,
          ],
        };
      } finally {
        await bare.stop();
      }
    },
  };
}

/** Durable commits that the product makes for one funding, and those of its floor. */
export async function commitsOfOne(property: Property): Promise<{ product: number; floor: number }> {
  const counted = await commitsOf(property.site.ownerUrl, async () => {
    await oneByOne(COUNTED, async () => property.fund());
  });
  const product = counted / COUNTED;
  return { product, floor: Math.min(COMMITS, Math.max(1, Math.floor(product))) };
}
