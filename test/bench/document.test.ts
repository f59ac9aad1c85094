import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { conditionsOf } from './conditions.ts';
import { documentOf } from './document.ts';
import { addRun, readRuns, runOf } from './history-file.ts';
import { KeptRows } from './kept-rows.ts';
import { readOptions } from './options.ts';
import { plotsOf } from './plots.ts';
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
  decision: '0030-three-round-trips-for-a-funding.md',
  at: { plot: 'Rates', axis: 'in flight', x },
  measure: async () => ({ product: [], floor: [] }),
});
const results = [
  resultOf(row('rate-10', 10), { product: [100], floor: [1_000], notes: ['Three commits.'] }),
  resultOf(row('rate-100', 100), { product: [400], floor: [1_000] }),
];
const about = { commit: 'abc', date: '2026-11-28T12:00:00.000Z', machine: 'a machine', load: 7.5 };
const conditions = { ...about, rounds: 5, minutes: 30, inUse: 0.02, mostInUse: 0.5, busy: false };
const notHere = { row: row('rate-1000', 1_000), notHere: 'it needs a kernel of its own.' };

describe('the document of a run', () => {
  const text = documentOf(conditions, [...results, notHere], [runOf(about, results)]);

  it('has each row with product, floor, ratio, what is wanted, and whether it is met', () => {
    expect(text).toContain(
      '| Rate at 10 | 100 per second | 1,000 per second | 0.10 | ≥ 0.3 | **no**, [decision 30](decisions/0030-three-round-trips-for-a-funding.md) |',
    );
    expect(text).toContain('| Rate at 100 | 400 per second | 1,000 per second | 0.40 | ≥ 0.3 | yes |');
    expect(text).toContain('- `rate-10`: Three commits.');
  });

  it('says of a row that cannot be measured here why', () => {
    expect(text).toContain(
      '| Rate at 1000 | - | - | - | ≥ 0.3 | not measured here: it needs a kernel of its own.',
    );
  });

  it('says what else the machine did', async () => {
    const head = { ...about, rounds: 5, sizes: readOptions([]).sizes };
    const said = async (...used: number[]) => {
      const kept = await KeptRows.begin(null, head);
      for (const [n, inUseBefore] of used.entries())
        await kept.keep({ name: `row-${n}`, outcome: { notHere: '' }, tookMs: 60_000, inUseBefore });
      return documentOf(conditionsOf(kept), results, []);
    };
    const quiet = await said(0.03, 0.02, 0.6);
    expect(quiet).toContain('It took 3 minutes. The load average was 7.5 when it began.');
    expect(quiet).toContain('a median of 3 % of the cores was in use, and at most 60 %');
    expect(quiet).not.toContain('**Other programs');
    expect(await said(0.9, 0.02, 0.6)).toContain('**Other programs worked on the machine**');
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
