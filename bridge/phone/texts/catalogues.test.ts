import { expect, it } from 'vitest';
import { LANGUAGES } from '../languages.ts';
import { CATALOGUES } from './catalogues.ts';

/** Each text with where it stands, as a player would read it. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, (value as (...parts: string[]) => string)('<A>', '<B>')]];
  return Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, `${path}.${name}`));
}

it.each(LANGUAGES)('everything is said in %s, with every part that it is told', (language) => {
  const english = textsOf(CATALOGUES.en);
  const texts = textsOf(CATALOGUES[language]);
  expect(texts.map(([path]) => path)).toEqual(english.map(([path]) => path));
  const parts = ([path, text]: [string, string]) => [path, [...text.matchAll(/<[AB]>/g)].map(String).sort()];
  expect(texts.map(parts)).toEqual(english.map(parts));
  for (const [path, text] of texts) expect(text.trim(), path).not.toBe('');
});

it('no language has the words of another one', () => {
  const english = new Map(textsOf(CATALOGUES.en));
  const alike = LANGUAGES.filter((language) => language !== 'en').flatMap((language) =>
    textsOf(CATALOGUES[language])
      .filter(([path, text]) => text === english.get(path))
      .map(([path]) => `${language}${path}`),
  );
  expect(alike).toEqual(['fil.bankAccount']);
});
