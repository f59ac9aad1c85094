import { expect, test } from 'vitest';
import type { CommandResult } from '../command.ts';
import { runParts } from './parts.ts';

function ending(code: number): CommandResult {
  return { code, stdout: '', stderr: '' };
}

test('runs every part, also after one has failed, and names those that failed', async () => {
  const ended: string[] = [];
  const failed = await runParts(
    ['types', 'lint', 'format', 'unit'],
    1,
    (part) => Promise.resolve(ending(part === 'types' || part === 'format' ? 1 : 0)),
    ({ part }) => ended.push(part),
  );

  expect(ended).toEqual(['types', 'lint', 'format', 'unit']);
  expect(failed).toEqual(['types', 'format']);
});

test('runs as many parts at a time as there are lanes, and the next one when one ends', async () => {
  const running = new Map<string, () => void>();
  const all = runParts(
    ['types', 'lint', 'format'],
    2,
    async (part) => {
      await new Promise<void>((resolve) => running.set(part, resolve));
      running.delete(part);
      return ending(0);
    },
    () => undefined,
  );

  await expect.poll(() => [...running.keys()]).toEqual(['types', 'lint']);
  running.get('lint')?.();
  await expect.poll(() => [...running.keys()]).toEqual(['types', 'format']);
  for (const end of running.values()) end();
  expect(await all).toEqual([]);
});

test('a part that cannot be started fails the whole run', async () => {
  const all = runParts(
    ['types'],
    2,
    () => Promise.reject(new Error('no such program')),
    () => undefined,
  );

  await expect(all).rejects.toThrow('no such program');
});
