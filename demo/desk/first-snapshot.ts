/** What a desk knows before anything has begun. */
import type { DeskSnapshot } from './contract.ts';

export function firstSnapshot(
  known: Pick<DeskSnapshot, 'asset' | 'runtime' | 'glassOnDeskOnly' | 'phones' | 'rail' | 'startedAt'>,
): DeskSnapshot {
  const starting = { state: 'starting' } as const;
  return {
    ...known,
    programs: { kiosk: starting, bridge: starting, sandbox: starting, cabinet: starting },
    glass: { live: false, code: null },
    link: 'up',
    cabinet: null,
    trustly: null,
    ledger: null,
    payments: null,
    onFile: null,
    reconciliation: { verdict: 'unreadable', books: [] },
  };
}
