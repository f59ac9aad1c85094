import { describe, expect, it } from 'vitest';
import type { MeterEvidence } from '../../ledger/meter-evidence.ts';
import { meterVerdict } from './meter-verdict.ts';

const AT = new Date(0);
const reading = (cashlessIn: number, memoryId = '0a1b2c3d') => ({ cashlessIn, memoryId, at: AT });
const evidence = (before: number, now: number, changes: Partial<MeterEvidence> = {}): MeterEvidence => ({
  before: reading(before),
  now: { ...reading(now), live: true },
  creditedJustBefore: null,
  boardAnswers: false,
  ...changes,
});

describe('the meter before an order and now', () => {
  it.each([
    ['risen by exactly the amount', evidence(10_000, 12_000), 'ROSE'],
    ['not moved', evidence(10_000, 10_000), 'DID_NOT_MOVE'],
    ['risen by less', evidence(10_000, 11_000), 'MOVED_OTHERWISE'],
    ['fallen', evidence(10_000, 0), 'MOVED_OTHERWISE'],
    [
      'of another memory',
      evidence(0, 0, { now: { ...reading(2_000, 'ffffffff'), live: true } }),
      'OTHER_MEMORY',
    ],
    ['with a credit just before', evidence(10_000, 12_000, { creditedJustBefore: AT }), 'NOT_CERTAIN'],
    ['last heard some time ago', evidence(0, 0, { now: { ...reading(10_000), live: false } }), 'NOT_HEARD'],
    ['never read', evidence(0, 0, { before: null }), 'NO_READING'],
  ])('%s', (_what, readings, verdict) => {
    expect(meterVerdict(readings, { minor: 2_000, currency: 'USD' })).toBe(verdict);
  });
});
