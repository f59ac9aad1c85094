import { expect, test } from 'vitest';
import { preferred } from './language.ts';

test.each([
  ['es-MX,es;q=0.9,en;q=0.8', 'es'],
  ['en-US,en;q=0.9,es;q=0.8', 'en'],
  ['vi,es;q=0.3', 'es'],
  ['en;q=0.2, ES-419 ; q=0.7', 'es'],
  ['es;q=0', 'en'],
  ['fr', 'en'],
  ['', 'en'],
  ['*', 'en'],
])('a phone that says "%s" is spoken to in %s', (header, language) => {
  expect(preferred(header)).toBe(language);
});
