import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const document = readFileSync(new URL('docs/certification.md', root), 'utf8');

/** The last cell of a row: the file of a test, and part of its title. */
const proofs = [...document.matchAll(/\| `([^`]+\.test\.tsx?)` ([^|]+?) +\|$/gm)].map(
  ([, file = '', title = '']) => ({
    file,
    title,
  }),
);

describe('docs/certification.md', () => {
  it('names a proof for every point that is not for Trustly to prove', () => {
    const rows = document.split('\n').filter((line) => /^\| (?!point|---|:?-)/.test(line));
    const without = rows.filter((row) => !row.includes('.test.ts') && !row.includes('**with Trustly**'));
    expect(without).toEqual([]);
    expect(proofs.length).toBeGreaterThan(25);
  });

  it.each(proofs)('finds "$title" in $file', ({ file, title }) => {
    expect(readFileSync(new URL(file, root), 'utf8')).toContain(title);
  });
});
