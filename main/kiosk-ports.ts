/** What the kiosk core needs of its shell (main/shell/), and what it offers it. */
import type { Logger } from 'pino';
import type { Machine } from '../hardware/machine/machine.ts';
import type { GlassSnapshot, PaintReport } from '../preload/contract.ts';
import type { OperatorAction } from '../preload/operator.ts';
import type { TransferId } from '../protocol/transfer.ts';
import type { MachineClock } from '../hardware/clock.ts';
import type { GlassReading } from './code/code-reading.ts';
import type { Journal } from './journal/journal.ts';
import type { Dial } from './link/dial.ts';
import type { OperatorAudit } from './operator/audit.ts';
import type { BrandReading } from './settings/brand-folder.ts';
import type { SettingsError } from './settings/settings-error.ts';
import type { Settings } from './settings/settings.ts';

export interface KioskPorts {
  /** The result of `parseSettings`. */
  settings: Settings;
  /** Why these are the last good settings and not those of the technician's file; null where they are the file's. */
  rejectedFile: SettingsError | null;
  /** How the glass looks, and why not as the settings say. */
  brand: Pick<BrandReading, 'look' | 'problem'>;
  /** `dialBridge(settings.link, readLinkCredentials(settings.link))`, or a test's. */
  dial: Dial;
  /** Made from `settings.cabinet`; the core starts and stops it. */
  machine: Machine;
  /** The result of `openJournal`; the core closes it, and shows what is wrong with it. */
  journal: Journal;
  /** What is done at the operator menu, and who did it: an `AuditFile`. */
  audit: OperatorAudit;
  /** Stops this kiosk, then `beginNewJournal`, then starts anew on it. */
  beginNewJournal: () => void;
  /** `systemClock`, or a test's. */
  clock: MachineClock;
  /** Uniform in [0, 1): the jitter of every retry. */
  random: () => number;
  logger: Logger;
  /** The product's version and the runtime's name and version, for the bridge's floor view. */
  product: { version: string; runtime: string };
}

export interface Kiosk {
  start(): void;
  /** Lets go of the link, the machine and the journal. Never rejects. */
  stop(): Promise<void>;
  /** What the glass must show now, computed for this instant; its sequence is that of the last one pushed. */
  snapshot(): GlassSnapshot;
  /** Calls back with every new snapshot from now on. Returns a function that stops this. */
  onSnapshot(listener: (snapshot: GlassSnapshot) => void): () => void;
  /** The renderer painted a snapshot, or could not. */
  painted(report: PaintReport): void;
  /** That person accepts the board that is plugged in. @returns whether there was one to accept. */
  acceptBoard(by: string): boolean;
  /** An attendant settles that open transfer by hand; the machine goes on without waiting for its board. */
  settleByHand(transferId: TransferId, by: string): void;
  /** Something was pressed in the operator menu, or its gesture was made. */
  operator(action: OperatorAction): void;
  /** Somebody touched the glass. */
  touched(): void;
  /** The capture of the glass after that snapshot was decoded and compared with its url [verbatim-code]. */
  glassRead(sequence: number, reading: GlassReading): void;
  /** The machine woke from a suspend: no deadline set before it can be trusted. */
  resumed(): void;
}

/** What the glass shows, and what hears of the glass: a kiosk, or what takes the place of one that cannot run. */
export type OnGlass = Omit<Kiosk, 'acceptBoard' | 'settleByHand'>;
