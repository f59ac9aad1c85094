/** What the board told, as the rest of the kiosk reads it. Pure. */
import type { CabinetStatus } from '../../../protocol/cabinet.ts';
import type { BoardProfile } from './handshake.ts';
import type { BoardState } from './messages.ts';

export type ReadyStatus = Extract<CabinetStatus, { connection: 'ready' }>;

export function readyStatus(profile: BoardProfile, state: BoardState): ReadyStatus {
  const { identity, configuration, noteTable } = profile;
  return {
    connection: 'ready',
    identity,
    currency: configuration.currency,
    denomination: configuration.denomination,
    maxTransfer: configuration.maxTransfer,
    conditions: state.conditions,
    acceptor: state.acceptor,
    acceptedNotes: noteTable.toSorted((a, b) => a - b),
    meters: {
      credits: state.credits,
      cashlessIn: state.cashlessIn,
      notesIn: state.notesIn,
      totalOut: state.totalOut,
    },
  };
}

/** What the board has to do with notes: take none, keep them, or give each one back. */
export type NoteMode = 'off' | 'take' | 'test';

/** Every entry of a note table, as the bits of ENABLE_NOTES; none when notes are off. */
export function notesToEnable(noteTable: readonly number[], mode: NoteMode): number {
  return mode !== 'off' ? (1 << noteTable.length) - 1 : 0;
}
