import { describe, expect, it } from 'vitest';
import type { GlassSnapshot, Screen } from '../preload/contract.ts';
import { receive } from './received.ts';

const snapshot = (sequence: number, screen: Screen): GlassSnapshot => ({
  sequence,
  screen,
  locale: 'en',
  asset: 'EGM-0042',
  acceptedNotes: [],
  responsibleGambling: { helpline: '1-800-522-4700' },
  display: null,
  trial: null,
  brand: null,
});
const code = (url: string, remainingMs: number): Screen => ({
  kind: 'code',
  url,
  lifetimeMs: 120_000,
  remainingMs,
});

describe('a snapshot that is received', () => {
  it('replaces an older one and never a newer one', () => {
    const second = receive(null, snapshot(2, { kind: 'starting' }), 0);
    expect(receive(second, snapshot(1, { kind: 'invitation' }), 5)).toBe(second);
    expect(receive(second, snapshot(2, { kind: 'invitation' }), 5)).toBe(second);
    expect(receive(second, snapshot(3, { kind: 'invitation' }), 5).snapshot.screen.kind).toBe('invitation');
  });

  it('carries a deadline on the own clock when it shows a code, and none otherwise', () => {
    expect(receive(null, snapshot(1, code('a', 60_000)), 5_000).deadline).toBe(65_000);
    expect(receive(null, snapshot(1, { kind: 'starting' }), 5_000).deadline).toBeNull();
  });

  it('never lengthens the life of a code that is already known, however late a message comes [blank-by-itself]', () => {
    const first = receive(null, snapshot(1, code('a', 60_000)), 5_000);
    const late = receive(first, snapshot(2, code('a', 59_000)), 20_000);
    expect(late.deadline).toBe(65_000);
    const earlier = receive(late, snapshot(3, code('a', 1_000)), 21_000);
    expect(earlier.deadline).toBe(22_000);
    expect(receive(earlier, snapshot(4, code('b', 60_000)), 22_000).deadline).toBe(82_000);
  });
});
