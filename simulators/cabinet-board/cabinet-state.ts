/** What the control port shows of a virtual cabinet. Pure. */
import type { BoardConfiguration } from './configuration.ts';
import type { VirtualCabinetState } from './control.ts';
import type { Firmware } from './firmware.ts';
import type { BoardMemory } from './memory.ts';
import { conditionsOf, type World } from './world.ts';

export interface CabinetParts {
  configuration: BoardConfiguration;
  memory: Readonly<BoardMemory>;
  /** Undefined while the power is off. */
  firmware: Firmware | undefined;
  plugged: boolean;
  open: boolean;
  world: World;
  /** Newest first. */
  notes: readonly { kind: string; minor: number }[];
}

const outcomes = { PENDING: 'pending', CREDITED: 'credited', REFUSED: 'refused' } as const;

export function cabinetState(parts: CabinetParts): VirtualCabinetState {
  const { memoryId, meters, transfers } = parts.memory;
  const { serial, firmware, protocol, currency, noteTable } = parts.configuration;
  return {
    identity: { serial, memoryId, firmware, protocol },
    currency,
    powered: parts.firmware !== undefined,
    plugged: parts.plugged,
    open: parts.open,
    conditions: conditionsOf(parts.world),
    acceptor: parts.firmware?.notes.state ?? 'OFF',
    notesEnabled: (parts.firmware?.notes.enabled ?? 0) !== 0,
    acceptedNotes: noteTable,
    meters,
    transfers: transfers.toReversed().map(({ transferId, requested, currency, state, reason }) => ({
      transferId,
      requested: { minor: requested, currency },
      outcome: outcomes[state],
      ...(reason === 'NONE' ? {} : { reason }),
    })),
    notes: [...parts.notes],
  };
}
