import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { documentOf, plotsOf } from './document.ts';
import { addRun, readRuns, runOf } from './history-file.ts';
import { resultOf } from './result.ts';
import type { Row } from './row.ts';

const row = (name: string, x: number): Row => ({
  name,
  family: 'rate',
  title: `Rate at ${x}`,
  product: 'The product.',
  floor: 'The floor.',
  unit: 'per second',
  wanted: { kind: 'ratio', p50: 0.3 },
  at: { axis: 'in flight', x },
  measure: async () => ({ product: [], floor: [] }),
});
const results = [
  resultOf(row('rate-10', 10), { product: [100], floor: [1_000], notes: ['Three commits.'] }),
  resultOf(row('rate-100', 100), { product: [400], floor: [1_000] }),
];
const about = { commit: 'abc', date: '2026-11-28T12:00:00.000Z', machine: 'a machine', load: 7.5 };
const conditions = { ...about, busy: true, rounds: 5 };

describe('the document of a run', () => {
  const text = documentOf(conditions, results, [runOf(about, results)]);

  it('has each row with product, floor, ratio, what is wanted, and whether it is met', () => {
    expect(text).toContain('| Rate at 10 | 100 per second | 1,000 per second | 0.10 | ≥ 0.3 | **no** |');
    expect(text).toContain('| Rate at 100 | 400 per second | 1,000 per second | 0.40 | ≥ 0.3 | yes |');
    expect(text).toContain('- `rate-10`: Three commits.');
  });

  it('says when the machine was loaded', () => {
    expect(text).toContain('**The machine was loaded**');
    expect(documentOf({ ...conditions, busy: false }, results, [])).not.toContain(
      '**The machine was loaded**',
    );
  });

  it('shows only plots that are written', () => {
    const shown = [...text.matchAll(/\(performance\/(.*?\.svg)\)/g)].map(([, file]) => file);
    expect(shown).toEqual(plotsOf(results).map(({ file }) => file));
    expect(shown).toEqual(['ratios.svg', 'rate.svg']);
  });
});

describe('the history', () => {
  it('keeps every run, one line each', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-history-'));
    try {
      const file = pathToFileURL(join(folder, 'history.jsonl'));
      expect(await readRuns(file)).toEqual([]);
      await addRun(file, runOf(about, results));
      await addRun(file, { ...runOf(about, results), commit: 'def' });
      const runs = await readRuns(file);
      expect(runs.map(({ commit }) => commit)).toEqual(['abc', 'def']);
      expect(runs[0]?.rows['rate-10']).toEqual({ product: 100, floor: 1_000 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
