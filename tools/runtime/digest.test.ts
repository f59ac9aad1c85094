import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf } from './digest.ts';

let directory: string;
const at = (name: string): string => path.join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-digest-'));
  await mkdir(at('resources'));
  await writeFile(at('electron'), 'a program');
  await writeFile(at('resources/default_app.asar'), 'an application');
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

it('is the same while nothing is changed', async () => {
  expect(await digestOf(directory)).toBe(await digestOf(directory));
});

it.each([
  { what: 'a file is changed', change: () => writeFile(at('electron'), 'a Program') },
  { what: 'a file is added', change: () => writeFile(at('resources/app.asar'), '') },
  { what: 'a file is gone', change: () => rm(at('electron')) },
  { what: 'a file is renamed', change: () => rename(at('electron'), at('elektron')) },
  { what: 'a link is added', change: () => symlink('/bin/sh', at('libEGL.so')) },
])('is another one when $what', async ({ change }) => {
  const before = await digestOf(directory);
  await change();
  expect(await digestOf(directory)).not.toBe(before);
});
