import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CodeAsk, IssuedCode, NoCode, Urgency } from '../rail.ts';
import type { CodeAnswer } from './client.ts';
import { CodeQueue } from './code-queue.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** Trustly that answers at once, and remembers who asked when. */
function trustly(
  answer: () => CodeAnswer = () => ({ kind: 'issued', url: 'https://x.test/', expiresAtMonotonic: 1e9 }),
) {
  const asked: { asset: string; at: number }[] = [];
  const issueCode = async ({ asset }: CodeAsk) => {
    asked.push({ asset, at: performance.now() });
    return answer();
  };
  return { asked, issueCode };
}

const askAll = (queue: CodeQueue, count: number, urgency: Urgency) =>
  Array.from({ length: count }, (_, index) => queue.issueCode({ asset: `${urgency}-${index}` }, urgency));

describe('the code queue', () => {
  it('never asks Trustly faster than the ceiling', async () => {
    const client = trustly();
    const all = askAll(new CodeQueue(client, { perSecond: 20 }), 60, 2);
    await vi.advanceTimersByTimeAsync(10_000);
    const issued = (await Promise.all(all)).filter(({ kind }) => kind === 'issued');
    expect(issued).toHaveLength(60);
    const start = client.asked[0]?.at ?? 0;
    for (const [index, { at }] of client.asked.entries()) {
      expect(index).toBeLessThanOrEqual(2 + ((at - start) / 1_000) * 20 + 0.001);
    }
  });

  it('serves those first at whose machine a player is', async () => {
    const client = trustly();
    const queue = new CodeQueue(client, { perSecond: 10 });
    const all = [...askAll(queue, 20, 2), ...askAll(queue, 5, 0)];
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(all);
    expect(client.asked.slice(1, 6).map(({ asset }) => asset)).toEqual(['0-0', '0-1', '0-2', '0-3', '0-4']);
  });

  it('sends away who would wait too long, the least urgent first, each to a turn of their own', async () => {
    const queue = new CodeQueue(trustly(), { perSecond: 10 });
    const idle = askAll(queue, 200, 2);
    const players = askAll(queue, 20, 0);
    await vi.advanceTimersByTimeAsync(20_000);
    expect((await Promise.all(players)).every(({ kind }) => kind === 'issued')).toBe(true);
    const turns = (await Promise.all(idle)).flatMap((answer) =>
      answer.kind === 'failed' ? [answer.retryAfterMs] : [],
    );
    expect(turns.length).toBeGreaterThan(100);
    expect(new Set(turns).size).toBe(turns.length);
    expect(Math.max(...turns) - Math.min(...turns)).toBeGreaterThanOrEqual((turns.length - 1) * 99);
  });

  it('lets no machine that asks without end keep the others from their codes', async () => {
    const queue = new CodeQueue(trustly(), { perSecond: 10 });
    const others: (IssuedCode | NoCode)[] = [];
    const answered = (answer: IssuedCode | NoCode) => others.push(answer);
    for (let second = 0; second < 20; second++) {
      for (let times = 0; times < 500; times++) void queue.issueCode({ asset: 'flood' }, 0);
      const asset = `other-${second}`;
      void queue.issueCode({ asset }, 2).then(answered);
      expect(queue.waiting).toBeLessThanOrEqual(10);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(others.map(({ kind }) => kind)).toEqual(others.map(() => 'issued'));
    expect(others).toHaveLength(20);
  });

  it('keeps the turn that a machine was promised, however often it asks before it comes', async () => {
    const queue = new CodeQueue(trustly(), { perSecond: 10 });
    void askAll(queue, 100, 0);
    const [first] = await Promise.all(askAll(queue, 1, 2));
    await vi.advanceTimersByTimeAsync(1_000);
    void Array.from({ length: 12 }, (_, index) => queue.issueCode({ asset: `more-${index}` }, 0));
    const [again] = await Promise.all(askAll(queue, 1, 2));
    const turns = [first, again].map((answer) => (answer?.kind === 'failed' ? answer.retryAfterMs : null));
    expect(turns).toEqual([expect.any(Number), Number(turns[0]) - 1_000]);
  });

  it('leaves Trustly alone when it cannot be reached, and finds out when it is back', async () => {
    let down = true;
    const client = trustly(() =>
      down
        ? { kind: 'failed', reason: 'CODE_SOURCE_UNREACHABLE', retry: false, pauseMs: null }
        : { kind: 'issued', url: 'https://x.test/', expiresAtMonotonic: 1e9 },
    );
    const queue = new CodeQueue(client, { perSecond: 1_000 });
    for (const asking of askAll(queue, 5, 1)) await asking;
    expect(queue.isPaused).toBe(true);
    const refused = await queue.issueCode({ asset: 'x' }, 0);
    expect(refused).toMatchObject({ kind: 'failed', reason: 'CODE_SOURCE_UNREACHABLE' });
    expect(client.asked).toHaveLength(5);
    down = false;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await queue.issueCode({ asset: 'x' }, 0)).toMatchObject({ kind: 'issued' });
    expect(queue.isPaused).toBe(false);
  });
});
