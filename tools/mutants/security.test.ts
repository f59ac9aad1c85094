import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CHECKOUT } from '../checkout.ts';
import { SECURITY_MUTANTS } from './security.ts';

const source = (file: string): string => readFileSync(path.join(CHECKOUT, file), 'utf8');

it('each break of the security settings has its text in the source once, and a test of that file', () => {
  const lost = SECURITY_MUTANTS.filter(({ file, text }) => source(file).split(text).length !== 2);
  expect(lost.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  const idle = SECURITY_MUTANTS.filter(({ text, replacement }) => text === replacement);
  expect(idle).toEqual([]);
});

it('no break is in the list twice', () => {
  const all = SECURITY_MUTANTS.map((mutant) => JSON.stringify(mutant));
  expect(all.length).toBe(new Set(all).size);
});
