import type { CabinetStatus } from '../../protocol/cabinet.ts';

/** The machine as one that serves no player, because an operator has it: nothing is ordered from it (G1). */
export function withheld(status: CabinetStatus): CabinetStatus {
  if (status.connection !== 'ready' || status.conditions.includes('OUT_OF_ORDER')) return status;
  return { ...status, conditions: [...status.conditions, 'OUT_OF_ORDER'] };
}
