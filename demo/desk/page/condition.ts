/** How the cabinet is, in a few words. */
import type { VirtualCabinetState } from '../../../simulators/cabinet-board/control.ts';

export function isPlayable(cabinet: VirtualCabinetState | null): boolean {
  return cabinet !== null && cabinet.powered && cabinet.plugged && cabinet.conditions.length === 0;
}

export function condition(cabinet: VirtualCabinetState | null): string {
  if (cabinet === null) return 'no answer';
  if (!cabinet.powered) return 'power off';
  if (!cabinet.plugged) return 'not connected to the kiosk';
  if (cabinet.conditions.length === 0) return 'playable';
  return cabinet.conditions.map((name) => name.toLowerCase().replaceAll('_', ' ')).join(', ');
}
