/** Whether many linked kiosks make a funding slower. */
import { alternate } from '../alternate.ts';
import { count } from '../figures.ts';
import type { Row, Sizes } from '../row.ts';
import { FLAT_TIME } from './history.ts';
import { oneByOne } from './pace.ts';
import type { Properties } from './properties.ts';

export function linkedKiosks(properties: Properties, { manyKiosks, samples }: Sizes): Row {
  const few = { bridges: 1, kiosks: 1, rows: 0 };
  const many = { ...few, kiosks: manyKiosks };
  return {
    name: 'linked-kiosks',
    family: 'linked-kiosks',
    title: `One funding with ${count(manyKiosks)} kiosks linked`,
    product: `One funding after the other, each at the next of ${count(manyKiosks)} kiosks of one bridge process.`,
    floor: 'The product with one kiosk.',
    unit: 'ms',
    wanted: { kind: 'ratio', p50: FLAT_TIME },
    decision: '0031-measurements.md',
    properties: [few, many],
    async measure(rounds) {
      const [all, one] = [await properties.of(many), await properties.of(few)];
      return alternate(rounds, {
        product: async () => oneByOne(samples, async () => all.fund()),
        floor: async () => oneByOne(samples, async () => one.fund()),
      });
    },
  };
}
