import { describe, expect, it } from 'vitest';
import type { ReconciliationRow } from '../../ledger/reconciliation.ts';
import { dayTable, MACHINES_ON_PAGE } from './day-table.ts';

const MACHINES = 10_000;

describe('the reconciliation of ten thousand machines', () => {
  it('is shown a page at a time, each machine once, those that differ first', () => {
    const shown: string[] = [];
    for (let page = 1; ; page++) {
      const { text } = dayTable(reconciliation(), page);
      const assets = [...text.matchAll(/<td>(EGM-\d+)<\/td>/g)].map(([, asset = '']) => asset);
      expect(assets.length).toBeLessThanOrEqual(MACHINES_ON_PAGE);
      shown.push(...assets);
      if (!text.includes(`page=${page + 1}"`)) break;
    }
    expect(shown.slice(0, 2)).toEqual(['EGM-1234', 'EGM-9999']);
    expect(new Set(shown).size).toBe(MACHINES);
    expect(shown).toHaveLength(MACHINES);
  });

  it('has the sums of all machines on each page', () => {
    for (const page of [1, 50])
      expect(dayTable(reconciliation(), page).text).toMatch(
        /<td>ALL<\/td>\s*<td>10000<\/td>\s*<td>\$200,000.00</,
      );
  });
});

function reconciliation() {
  const row = (_: unknown, number: number): ReconciliationRow => ({
    asset: `EGM-${number}`,
    fundings: 1,
    ledger: 2000n,
    meter: number === 1234 || number === 9999 ? 0n : 2000n,
    captured: 2000n,
    notesLedger: 0n,
    notesMeter: 0n,
    open: 0,
  });
  const rows = Array.from({ length: MACHINES }, row);
  return { day: '2026-11-01', from: new Date(), until: new Date(), currency: 'USD', rows, differences: [] };
}
