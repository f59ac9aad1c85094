import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptRows } from './kept-rows.ts';
import { readOptions } from './options.ts';

const head = {
  commit: 'abc',
  machine: 'a machine',
  rounds: 5,
  sizes: readOptions([]).sizes,
  date: '2026-11-28T12:00:00.000Z',
  load: 0.5,
};
const row = (name: string, value: number) => ({
  name,
  outcome: { product: [value], floor: [] },
  tookMs: 1_000,
  inUseBefore: 0.1,
});

let folder: string;
let file: URL;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-kept-'));
  file = pathToFileURL(join(folder, 'run', 'rows.jsonl'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a run that another call completes', () => {
  it('has every row that the first call measured, and the load when that began', async () => {
    const first = await KeptRows.begin(file, head);
    await first.keep(row('approval', 1));
    await first.keep(row('start', 2));
    await first.keep(row('approval', 3));
    const second = await KeptRows.resume(file, { ...head, date: '2026-11-28T13:00:00.000Z', load: 9 });
    expect(second.head).toEqual(head);
    expect(second.of('approval')).toEqual(row('approval', 3));
    expect(second.all.map(({ name }) => name)).toEqual(['approval', 'start']);
    expect(second.of('memory')).toBeNull();
  });

  it('is of the same commit, machine, rounds and sizes, with no file changed', async () => {
    await KeptRows.begin(file, head);
    const others = [
      { commit: 'def' },
      { machine: 'another' },
      { rounds: 4 },
      { sizes: readOptions(['--kiosks', '10']).sizes },
    ];
    for (const other of others) {
      const [name = ''] = Object.keys(other);
      await expect(KeptRows.resume(file, { ...head, ...other })).rejects.toThrow(`the kept run has ${name}`);
    }
    await KeptRows.begin(file, { ...head, commit: 'abc+' });
    await expect(KeptRows.resume(file, { ...head, commit: 'abc+' })).rejects.toThrow('files are changed');
  });

  it('is not there before the first call', async () => {
    await expect(KeptRows.resume(file, head)).rejects.toThrow('no run to resume');
  });

  it('starts anew without being asked to resume', async () => {
    await (await KeptRows.begin(file, head)).keep(row('approval', 1));
    await KeptRows.begin(file, head);
    expect((await KeptRows.resume(file, head)).all).toEqual([]);
  });
});
