/**
 * The kiosk core: everything the kiosk decides, and nothing of Electron. This file is its composition root; the shell
 * (main/shell/) gives it its ports, shows its snapshots and reports what became of them on the glass.
 */
import type { Logger } from 'pino';
import type { Cabinet } from '../hardware/cabinet.ts';
import type { GlassSnapshot, PaintReport } from '../preload/contract.ts';
import type { Clock } from './clock/clock.ts';
import type { Settings } from './settings/settings.ts';

export interface KioskPorts {
  /** From `parseSettings`. */
  settings: Settings;
  /** From `readLinkSecret(settings.link.secretFile)`. */
  linkSecret: string;
  /** Made from `settings.cabinet`; the core starts and stops it. */
  cabinet: Cabinet;
  /** The SQLite file of the journal; its directory exists. The core opens it, and shows what is wrong with it. */
  journalFile: string;
  /** `systemClock()`, or a test's. */
  clock: Clock;
  /** Uniform in [0, 1): the jitter of every retry. */
  random: () => number;
  logger: Logger;
  /** The product's version and the runtime's name and version, for the bridge's floor view. */
  product: { version: string; runtime: string };
}

/** What the shell read off the glass by decoding a capture of it (G2). */
export type GlassReading = 'match' | 'mismatch' | 'unreadable';

export interface Kiosk {
  start(): void;
  /** Lets go of the link, the cabinet and the journal. Never rejects. */
  stop(): Promise<void>;
  /** What the glass must show now, computed for this instant; its sequence is that of the last one pushed. */
  snapshot(): GlassSnapshot;
  /** Calls back with every new snapshot from now on. Returns the way to stop. */
  onSnapshot(listener: (snapshot: GlassSnapshot) => void): () => void;
  /** The renderer painted a snapshot, or could not. */
  painted(report: PaintReport): void;
  /** Somebody touched the glass. */
  touched(): void;
  /** The capture of the glass after that snapshot was decoded and compared with its url (G2). */
  glassRead(sequence: number, reading: GlassReading): void;
  /** The machine woke from a suspend: no deadline set before it can be trusted. */
  resumed(): void;
}

export declare function createKiosk(ports: KioskPorts): Kiosk;
