import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CHECKOUT } from './checkout.ts';

const SUPPORT = path.join(CHECKOUT, 'test/support');

test('test/support/README.md has a line for every file there, in the section of its folder, and for no other', () => {
  const named = new Map<string, string[]>();
  let section = '';
  for (const line of readFileSync(path.join(SUPPORT, 'README.md'), 'utf8').split('\n')) {
    const folder = /^## (?:Here|([a-z]+)\/)$/.exec(line);
    if (folder) section = folder[1] ?? '.';
    const file = /^- `([^`]+\.ts)`: ./.exec(line)?.[1];
    if (file !== undefined) named.set(section, [...(named.get(section) ?? []), file].sort());
  }

  const there = new Map<string, string[]>();
  for (const file of readdirSync(SUPPORT, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const folder = path.dirname(file);
    there.set(folder, [...(there.get(folder) ?? []), path.basename(file)].sort());
  }
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(there));
});
