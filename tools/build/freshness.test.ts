import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, readStamp, writeStamp } from './freshness.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'topper-freshness-'));
  await mkdir(path.join(root, 'room/inner'), { recursive: true });
  await writeFile(path.join(root, 'room/inner/idea.ts'), 'one');
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const now = (): Promise<string> => fingerprint(root, ['room', 'absent', 'package.json']);

describe('what was built is stale', () => {
  it.each([
    { when: 'a source changed', file: 'room/inner/idea.ts' },
    { when: 'a source was added', file: 'room/other.ts' },
    { when: 'a named file appeared', file: 'package.json' },
  ])('when $when', async ({ file }) => {
    const before = await now();
    await writeFile(path.join(root, file), 'something else');
    expect(await now()).not.toBe(before);
  });

  it('when it was not built to the end', async () => {
    expect(await readStamp(path.join(root, 'room'))).toBeNull();
  });
});

describe('what was built is fresh', () => {
  it('when nothing changed but a test', async () => {
    const before = await now();
    await writeFile(path.join(root, 'room/idea.test.ts'), 'a test');
    expect(await now()).toBe(before);
  });

  it('when its stamp says so', async () => {
    await writeStamp(root, 'a fingerprint');
    expect(await readStamp(root)).toBe('a fingerprint');
  });
});
