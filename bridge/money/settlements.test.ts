import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Notices } from '../platform/postgres/notices.ts';
import { Settlements } from './settlements.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

it('a wait of more than 24.8 days is a wait, not a timer that fires at once', async () => {
  const notices = new EventEmitter();
  const settlements = new Settlements(notices as unknown as Notices);
  const watch = settlements.watch('000001-0000000001');
  const changed = vi.fn();
  const waiting = watch.changed(60 * 86_400_000).then(changed);
  await vi.advanceTimersByTimeAsync(86_400_000);
  expect(changed).not.toHaveBeenCalled();
  notices.emit('settled', { transferId: '000001-0000000001' });
  await waiting;
  watch.end();
});
