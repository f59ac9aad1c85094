/** The longest absence of Trustly, with the clock turned forward: the bridge's queue, and kiosks that wait as the real ones do. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CodeQueue } from '../../../bridge/rails/scan-and-pay/code-queue.ts';
import type { CodeAnswer } from '../../../bridge/rails/scan-and-pay/client.ts';
import { retryDelay } from '../../../main/code/retry.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const HOUR_MS = 3_600_000;
const KIOSKS = 1_000;
const PER_SECOND = 100;
/** A tenth of a second's worth may go at once. */
const BURST = PER_SECOND / 10;
/** What the ceiling allows at best, a quarter more, and the longest wait between two tries of a kiosk. */
const ALL_AGAIN_MS = (KIOSKS / PER_SECOND) * 1_250 + 30_000;

it('an hour without Trustly costs it one request in three seconds, and its return no more than the ceiling', async () => {
  let away = true;
  const askedAt: number[] = [];
  const failed: CodeAnswer = { kind: 'failed', reason: 'CODE_SOURCE_FAILED', retry: false, pauseMs: null };
  const issueCode = async (): Promise<CodeAnswer> => {
    askedAt.push(performance.now());
    return away ? failed : { kind: 'issued', url: 'https://x.test/', expiresAtMonotonic: Infinity };
  };
  const queue = new CodeQueue({ issueCode }, { perSecond: PER_SECOND });
  const hasCodeAt: number[] = [];
  const seed = { now: 1 };
  const random = () => (seed.now = (seed.now * 48_271) % 2_147_483_647) / 2_147_483_647;
  const ask = async (asset: string, failures: number): Promise<void> => {
    const answer = await queue.issueCode({ asset }, 2);
    if (answer.kind === 'issued') {
      hasCodeAt.push(performance.now());
      return;
    }
    const wait = retryDelay(answer.reason, failures + 1, random());
    setTimeout(() => void ask(asset, failures + 1), Math.max(answer.retryAfterMs, wait));
  };
  for (let n = 0; n < KIOSKS; n++) void ask(`EGM-${n}`, 0);

  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(hasCodeAt).toEqual([]);
  expect(askedAt.length).toBeLessThanOrEqual(HOUR_MS / 3_000 + BURST);
  away = false;
  const back = performance.now();
  askedAt.length = 0;
  await vi.advanceTimersByTimeAsync(ALL_AGAIN_MS);

  expect(hasCodeAt).toHaveLength(KIOSKS);
  const seconds = askedAt.map((at) => askedAt.filter((other) => other >= at && other < at + 1_000).length);
  expect(Math.max(...seconds)).toBeLessThanOrEqual(PER_SECOND + BURST + 1);
  expect(Math.max(...hasCodeAt) - back).toBeLessThanOrEqual(ALL_AGAIN_MS);
});
