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

it('a credit is told to the request that waits for it here; else to the process that waits, or to all when none is known', () => {
  const notices = Object.assign(new EventEmitter(), { publish: vi.fn(), tellHere: vi.fn() });
  const settlements = new Settlements(notices as unknown as Notices);
  const credited = { minor: 2_000, currency: 'USD' };
  const watch = settlements.watch('000001-0000000001');
  settlements.settled('000001-0000000001', credited);
  expect(watch.credited()).toEqual(credited);
  expect(notices.publish).not.toHaveBeenCalled();
  watch.end();
  settlements.settled('000001-0000000001', credited);
  const awaited = { transferId: '000001-0000000002', bridgeId: 'bridge-2' };
  notices.emit('ordered', { kind: 'ordered', asset: 'EGM-1', awaited });
  settlements.settled('000001-0000000002', credited);
  settlements.settled('000001-0000000002', credited);
  expect(notices.publish.mock.calls).toEqual([
    [{ kind: 'settled', transferId: '000001-0000000001' }, null],
    [{ kind: 'settled', transferId: '000001-0000000002' }, 'bridge-2'],
    [{ kind: 'settled', transferId: '000001-0000000002' }, null],
  ]);
});
