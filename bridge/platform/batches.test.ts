import { expect, it } from 'vitest';
import { Batches } from './batches.ts';

/** Batches whose work waits to be told its end. */
function held(limits: { most: number; atOnce: number; patienceMs?: number }) {
  const begun: { items: readonly number[]; end: (result: readonly string[] | Error) => void }[] = [];
  const batches = new Batches<number, string>(
    async (items) =>
      new Promise((resolve, reject) => {
        begun.push({
          items,
          end: (result) => (result instanceof Error ? reject(result) : resolve(result)),
        });
      }),
    { patienceMs: 60_000, ...limits },
  );
  return { batches, begun, itemsOf: () => begun.map(({ items }) => items) };
}

it('begins at once with one that comes alone, and takes together what comes while that is under way', async () => {
  const { batches, begun, itemsOf } = held({ most: 3, atOnce: 1 });
  const done = [1, 2, 3, 4, 5].map(async (item) => batches.do(item));
  expect(itemsOf()).toEqual([[1]]);
  begun[0]?.end(['one']);
  await expect(done[0]).resolves.toBe('one');
  await expect.poll(itemsOf).toEqual([[1], [2, 3, 4]]);
  begun[1]?.end(['two', 'three', 'four']);
  await expect(Promise.all(done.slice(1, 4))).resolves.toEqual(['two', 'three', 'four']);
  await expect.poll(itemsOf).toEqual([[1], [2, 3, 4], [5]]);
});

it('has as many batches under way as it may', async () => {
  const { batches, begun, itemsOf } = held({ most: 3, atOnce: 2 });
  const done = [1, 2, 3].map(async (item) => batches.do(item));
  expect(itemsOf()).toEqual([[1], [2]]);
  begun[1]?.end(['two']);
  await expect(done[1]).resolves.toBe('two');
  await expect.poll(itemsOf).toEqual([[1], [2], [3]]);
});

it('tells all of a batch that fails, and goes on with the next', async () => {
  const { batches, begun, itemsOf } = held({ most: 2, atOnce: 1 });
  const done = [1, 2, 3, 4].map(async (item) => batches.do(item));
  const told = Promise.allSettled(done);
  begun[0]?.end(new Error('lost'));
  await expect.poll(itemsOf).toEqual([[1], [2, 3]]);
  begun[1]?.end(['of two things only one']);
  await expect.poll(itemsOf).toEqual([[1], [2, 3], [4]]);
  begun[2]?.end(['four']);
  expect((await told).map((one) => (one.status === 'rejected' ? String(one.reason) : one.value))).toEqual([
    'Error: lost',
    'Error: a batch of 2 has 1 results',
    'Error: a batch of 2 has 1 results',
    'four',
  ]);
});

it('does not wait for one that takes long, and does not count it twice when it ends', async () => {
  const { batches, begun, itemsOf } = held({ most: 3, atOnce: 1, patienceMs: 1 });
  const done = [1, 2].map(async (item) => batches.do(item));
  await expect.poll(itemsOf).toEqual([[1], [2]]);
  begun[0]?.end(['one']);
  begun[1]?.end(['two']);
  await expect(Promise.all(done)).resolves.toEqual(['one', 'two']);
  void batches.do(3);
  void batches.do(4);
  expect(itemsOf()).toEqual([[1], [2], [3]]);
});
