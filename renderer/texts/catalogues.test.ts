import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { charactersOf } from '../fonts/characters.ts';
import { CATALOGUES } from './catalogues.ts';

/** Every text of a catalogue with its path; texts that take a value are given one that can be found again. */
function textsOf(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, (value as (text: string) => string)('{value}')]];
  return Object.entries(value ?? {}).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}

const english = new Map(textsOf(CATALOGUES.en, ''));

describe.each(Object.entries(CATALOGUES))('the %s catalogue', (locale, catalogue) => {
  const texts = textsOf(catalogue, '');

  it('says everything, and nothing is blank or padded', () => {
    expect(texts.map(([path]) => path)).toEqual([...english.keys()]);
    for (const [path, text] of texts) expect(text, path).toMatch(/^\S(.*\S)?$/);
  });

  it('keeps every amount and number that it is given', () => {
    for (const [path, text] of texts)
      expect(text.includes('{value}'), path).toBe(english.get(path)?.includes('{value}'));
  });

  it('does not leave sentences in English', () => {
    if (locale === 'en') return expect(texts.length).toBeGreaterThan(50);
    const same = texts.filter(([path, text]) => text.length > 12 && text === english.get(path));
    expect(same).toEqual([]);
  });
});

describe('the Chinese font', () => {
  it('holds every character of the catalogue; else run `npm run glass:fonts`', async () => {
    const cut = await readFile(new URL('../fonts/noto-sans-sc-glass.txt', import.meta.url), 'utf8');
    expect(cut.trimEnd()).toBe(charactersOf(CATALOGUES['zh-Hans']).trimEnd());
  });
});
