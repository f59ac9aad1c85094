import { describe, expect, it } from 'vitest';
import { PICTOGRAM_SIDE, PICTOGRAMS } from './pictograms.ts';

describe('the pictograms', () => {
  it.each(Object.entries(PICTOGRAMS))('%s is a square of modules', (_, rows) => {
    expect(rows).toHaveLength(PICTOGRAM_SIDE);
    for (const row of rows) expect(row).toMatch(/^[.#]{15}$/);
  });
});
