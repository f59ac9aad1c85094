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
  /** The status of the board that is plugged in, in service or not. */
  cabinet: CabinetStatus;
  /** What the machine can do besides being credited. */
  has: { noteAcceptor: boolean; selfTest: boolean };
  /** The board that this machine credits with. */
  inService: { status: CabinetStatus; accepted: BoardMemory | null; isOlder: boolean };
  journal: Journal;
  link: LinkState;
  /** Why there would be no code even without an operator here; null: there would be one. */
  trouble: TechnicianCode | null;
  outOfService: boolean;
  /** Newest first. */
  log: readonly AuditEntry[];
  findings: Findings;
}

/** How many entries of a list a page shows. */
export const SHOWN = 35;
