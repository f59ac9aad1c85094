import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Properties } from './bridge/properties.ts';
import { readOptions } from './options.ts';
import { allRows } from './rows.ts';

const rows = allRows(new Properties(), readOptions([]).sizes);

describe('the rows of the benchmark', () => {
  it('have names of their own, and a family stands together', () => {
    const names = rows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const families = rows.map(({ family }) => family).filter((family, n, all) => family !== all[n - 1]);
    expect(families).toEqual([...new Set(families)]);
  });

  it('each has a decision that says why it may not be where it must', () => {
    const decisionOf = (file: string) => new URL(`../../docs/decisions/${file}`, import.meta.url);
    expect(rows.filter(({ decision }) => !existsSync(decisionOf(decision)))).toEqual([]);
  });
});
