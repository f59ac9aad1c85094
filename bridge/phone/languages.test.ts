import { expect, it } from 'vitest';
import { languageFor } from './languages.ts';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['es-MX,es;q=0.9,en;q=0.8', 'es'],
  ['tl-PH, en;q=0.5', 'fil'],
  ['fil', 'fil'],
  ['zh-TW,zh;q=0.9', 'zh-Hans'],
  ['de-DE,de;q=0.9,vi;q=0.7,en;q=0.6', 'vi'],
  ['en;q=0.2, es;q=0.9', 'es'],
  ['es;q=0, vi', 'vi'],
  ['de, *;q=0.1', 'en'],
  [',;q=,;;es', 'en'],
])('a phone that asks for %j gets %s', (accepted, language) => {
  expect(languageFor(accepted)).toBe(language);
});
