import type { MachineTransfer } from '../../../hardware/machine/credit-meter.ts';
import type { MachinePart } from '../../../hardware/machine/diagnostics.ts';
import type { NoteCount } from '../../../hardware/machine/note-acceptor.ts';
import type { BoardMemory, CabinetStatus, NoteEvent } from '../../../protocol/cabinet.ts';
import type { TechnicianCode } from '../../readiness/technician-codes.ts';
import type { Journal } from '../../journal/journal.ts';
import type { LinkState } from '../../link/link-state.ts';
import type { SettingsError } from '../../settings/settings-error.ts';
import type { Settings } from '../../settings/settings.ts';
import type { AuditEntry } from '../audit.ts';

/** What was asked of the board since the menu was opened. */
export interface Findings {
  selfTest: 'running' | 'noAnswer' | MachinePart[] | null;
  /** Null: not asked, or no answer. */
  noteCounts: NoteCount[] | null;
  boardHistory: MachineTransfer[] | null;
  /** What the acceptor test saw, newest first. */
  testedNotes: { at: number; note: NoteEvent }[];
}

/** Everything that the pages tell of, as it is at this instant. */
export interface PageSources {
  settings: Settings;
  /** Why these are the last good settings and not those of the technician's file; null where they are the file's. */
  rejectedFile: SettingsError | null;
  /** Why the glass is in our own look and not in the casino's; null where it is as the settings say. */
  brandProblem: SettingsError | null;
  product: { version: string; runtime: string };
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Whatever is plugged in. */
  cabinet: CabinetStatus;
  /** What the machine can do beside being credited. */
  has: { noteAcceptor: boolean; selfTest: boolean };
  /** The board that this machine credits with. */
  inService: { status: CabinetStatus; accepted: BoardMemory | null; isOlder: boolean };
  journal: Journal;
  link: LinkState;
  /** Why there could be no code if nobody were here; null: there could. */
  trouble: TechnicianCode | null;
  outOfService: boolean;
  /** Newest first. */
  log: readonly AuditEntry[];
  findings: Findings;
}

/** How far back a technician can look at the machine. */
export const SHOWN = 35;
