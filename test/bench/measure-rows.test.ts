import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Properties } from './bridge/properties.ts';
import { KeptRows } from './kept-rows.ts';
import { measureRows } from './measure-rows.ts';
import { readOptions } from './options.ts';
import { NotMeasurableHere, type Measured, type Row } from './row.ts';

const head = {
  commit: 'abc',
  machine: 'a machine',
  rounds: 1,
  sizes: readOptions([]).sizes,
  date: '',
  load: 0,
};
const measured: Measured = { product: [1], floor: [1] };
const rowOf = (name: string, measure: Row['measure']): Row => ({
  name,
  family: name,
  title: name,
  product: '',
  floor: '',
  unit: 'ms',
  wanted: { kind: 'ratio', p50: 1 },
  decision: '0031-measurements.md',
  measure,
});

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

describe('measuring row after row', () => {
  it('measures the others when one fails, and that one once more at the end', async () => {
    const order: string[] = [];
    const kept = await KeptRows.begin(null, head);
    const rows = [
      rowOf('shaky', async () => {
        order.push('shaky');
        if (order.length === 1) throw new Error('a funding was answered 503');
        return measured;
      }),
      rowOf('good', async () => {
        order.push('good');
        return measured;
      }),
    ];
    expect(await measureRows(rows, 1, kept, new Properties())).toBe(0);
    expect(order).toEqual(['shaky', 'good', 'shaky']);
    expect(kept.of('good')?.outcome).toMatchObject({ notes: [] });
    expect(kept.of('shaky')?.outcome).toMatchObject({
      notes: ['A first measurement failed: a funding was answered 503.'],
    });
  });

  it('keeps nothing of a row that fails twice', async () => {
    const kept = await KeptRows.begin(null, head);
    const broken = rowOf('broken', async () => Promise.reject(new Error('again')));
    expect(await measureRows([broken, rowOf('good', async () => measured)], 1, kept, new Properties())).toBe(
      1,
    );
    expect(kept.all.map(({ name }) => name)).toEqual(['good']);
  });

  it('keeps why a row cannot be measured on this machine, and does not try again', async () => {
    const kept = await KeptRows.begin(null, head);
    const elsewhere = rowOf('elsewhere', async () => {
      throw new NotMeasurableHere('it needs a kernel of its own');
    });
    expect(await measureRows([elsewhere], 1, kept, new Properties())).toBe(0);
    expect(kept.of('elsewhere')?.outcome).toEqual({ notHere: 'it needs a kernel of its own' });
  });
});
