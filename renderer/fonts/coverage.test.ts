import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CATALOGUES } from '../texts/catalogues.ts';
import { charactersOf } from './characters.ts';

const read = (file: string) => readFile(new URL(file, import.meta.url), 'utf8');

describe('the fonts of the glass', () => {
  it.each(Object.entries(CATALOGUES))('have every letter of the catalogue %s', async (_, catalogue) => {
    const ranges = [...(await read('../style/fonts.css')).matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(
      ([, first = '', last = first]) => [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const,
    );
    const cut = await read('noto-sans-sc-glass.txt');
    const missing = Array.from(charactersOf(catalogue)).filter((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return !cut.includes(letter) && !ranges.some(([first, last]) => first <= code && code <= last);
    });
    expect(missing).toEqual([]);
  });
});
