/** How many fundings a second one bridge process takes, by how many are under way at once. */
import { alternate } from '../alternate.ts';
import { count } from '../figures.ts';
import type { Row, Sizes } from '../row.ts';
import { commitsOfOne } from './approval.ts';
import { BareFunding } from './bare-funding.ts';
import { ratePerSecond } from './pace.ts';
import type { Properties } from './properties.ts';

export function fundingRates(properties: Properties, sizes: Sizes): Row[] {
  const size = { bridges: 1, kiosks: sizes.kiosks, rows: 0 };
  return sizes.inFlight.map((inFlight) => ({
    name: `funding-rate-${inFlight}`,
    family: 'funding-rate',
    title: `Fundings per second, one bridge process, ${inFlight} in flight`,
    product: `Fundings answered CREDITED in a second by one bridge process, for ${inFlight} callers at once, at ${count(sizes.kiosks)} linked kiosks.`,
    floor: `The durable commits of a funding and nothing else, three or as many as the product makes, if fewer: rows of 200 bytes, 20 connections, ${inFlight} callers, on the same PostgreSQL.`,
    unit: 'per second',
    wanted: { kind: 'ratio', p50: 0.3 },
    decision: '0030-three-round-trips-for-a-funding.md',
    at: { plot: 'Fundings per second, one bridge process', axis: 'fundings in flight', x: inFlight },
    properties: [size],
    async measure(rounds) {
      const property = await properties.of(size);
      const commits = await commitsOfOne(property);
      const bare = await BareFunding.start(property.site.ownerUrl, commits.floor);
      try {
        return await alternate(rounds, {
          product: async () => [await ratePerSecond(inFlight, sizes.turnMs, async () => property.fund())],
          floor: async () => [await ratePerSecond(inFlight, sizes.turnMs, async () => bare.commit())],
        });
      } finally {
        await bare.stop();
      }
    },
  }));
}
