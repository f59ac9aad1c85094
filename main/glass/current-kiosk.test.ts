import { expect, it } from 'vitest';
import type { GlassSnapshot } from '../../preload/contract.ts';
import type { OnGlass } from '../kiosk-ports.ts';
import { CurrentKiosk } from './current-kiosk.ts';
import { stillOnGlass } from './still-on-glass.ts';

/** A kiosk that counts its snapshots from 0 and keeps what it hears. */
function counting(): { kiosk: OnGlass; push: () => void; heard: unknown[] } {
  const listeners = new Set<(snapshot: GlassSnapshot) => void>();
  const heard: unknown[] = [];
  const still = stillOnGlass({ kind: 'starting' });
  let sequence = 0;
  const snapshot = (): GlassSnapshot => ({ ...still.snapshot(), sequence });
  return {
    heard,
    push() {
      sequence += 1;
      for (const listener of listeners) listener(snapshot());
    },
    kiosk: {
      ...still,
      snapshot,
      onSnapshot(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      painted: (report) => heard.push(report.sequence),
      glassRead: (read) => heard.push(read),
    },
  };
}

it('a kiosk that follows another goes on with the numbers, so that the glass takes its snapshots', () => {
  const [first, second] = [counting(), counting()];
  const current = new CurrentKiosk(first.kiosk);
  const pushed: number[] = [];
  current.onSnapshot(({ sequence }) => pushed.push(sequence));
  first.push();
  first.push();
  current.follow(second.kiosk);
  second.push();
  expect(pushed).toEqual([1, 2, 3, 4]);
  expect(current.snapshot().sequence).toBe(4);
});

it('what the glass says of one kiosk is not heard by the next, and in its own numbers by itself', () => {
  const [first, second] = [counting(), counting()];
  const current = new CurrentKiosk(first.kiosk);
  first.push();
  current.follow(second.kiosk);
  second.push();
  for (const sequence of [1, 3]) {
    current.painted({ sequence, code: null });
    current.glassRead(sequence, 'match');
  }
  expect(first.heard).toEqual([]);
  expect(second.heard).toEqual([1, 1]);
});

it('one that was followed is not heard any more', () => {
  const [first, second] = [counting(), counting()];
  const current = new CurrentKiosk(first.kiosk);
  current.follow(second.kiosk);
  const pushed: number[] = [];
  current.onSnapshot(({ sequence }) => pushed.push(sequence));
  first.push();
  expect(pushed).toEqual([]);
});
