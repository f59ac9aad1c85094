/**
 * Between the desk's server and its page. The page gets whole snapshots (text) and pictures of the glass (binary JPEG)
 * over one WebSocket, and posts actions:
 *
 * GET  /desk     WebSocket: DeskSnapshot as JSON text, the glass as binary frames; the last of each at once
 * POST /actions  DeskAction -> 204, or 4xx/502 { error: { code, message } }
 */
import { Type, type Static } from 'typebox';
import { VirtualCabinetAction, type VirtualCabinetState } from '../../simulators/cabinet-board/control.ts';
import type { Money } from '../../protocol/money.ts';
import { SandboxFaults, type SandboxPayment } from '../../sandbox/control.ts';
import type { OnFileTransaction } from '../../sandbox/trustly-on-file/control.ts';
import type { LedgerRow } from '../floor.ts';
import type { LinkCondition } from '../link-proxy.ts';
import { RAILS, type Rail } from '../rail.ts';

const closed = { additionalProperties: false } as const;

export const DeskAction = Type.Union([
  Type.Object({ to: Type.Literal('cabinet'), action: VirtualCabinetAction }, closed),
  /** The faults that are not named stay as they are. */
  Type.Object({ to: Type.Literal('trustly'), faults: Type.Partial(SandboxFaults, closed) }, closed),
  /** Three days later, the bank takes back the newest payment from an account on file. */
  Type.Object({ to: Type.Literal('trustly'), action: Type.Literal('reverse') }, closed),
  /** Whose code is on the glass first. The bridge is started anew with it; answered when it has ended. */
  Type.Object({ to: Type.Literal('bridge'), rail: Type.Enum([...RAILS]) }, closed),
  Type.Object({ to: Type.Literal('link'), condition: Type.Enum(['up', 'cut', 'blackHole']) }, closed),
  /** SIGKILL to the kiosk; it is started again. */
  Type.Object({ to: Type.Literal('kiosk'), action: Type.Literal('kill') }, closed),
  /** Everything back to the start: limits, payments, meters, the kiosk's journal, the faults. Answered when it is done. */
  Type.Object({ to: Type.Literal('demo'), action: Type.Literal('reset') }, closed),
]);
export type DeskAction = Static<typeof DeskAction>;

/** One of the demo's programs. */
export type ProgramState =
  | { state: 'starting' }
  | { state: 'running' }
  | { state: 'restarting'; reason: string }
  /** It has ended too often to be started again. */
  | { state: 'ended'; reason: string };

/** A point in the picture of the glass, in pixels from its top left. */
export interface PicturePoint {
  x: number;
  y: number;
}

/** The code as it was decoded from the picture of the glass, never from inside the kiosk. */
export interface DecodedCode {
  text: string;
  corners: PicturePoint[];
}

/** Of each book. What the bank took back after the credit is still on the meter: by the ledger the casino is owed it. */
export interface Sums {
  cabinet: Money;
  ledger: Money;
  trustly: Money;
  receivable: Money;
}

export type Reconciliation =
  /** The three books are equal [books-agree]. */
  | ({ verdict: 'agree'; fundings: number } & Sums)
  /** Money is on its way, or a book cannot be read. */
  | ({ verdict: 'settling' } & Sums)
  | ({ verdict: 'disagree' } & Sums)
  | { verdict: 'unreadable'; books: string[] };

export interface DeskSnapshot {
  asset: string;
  /** "Electron 45.4.1", or the stand-in. */
  runtime: string;
  /** Whether the glass is on a display that only the desk shows. */
  glassOnDeskOnly: boolean;
  /**
   * Where real phones find what a code opens, and where this machine finds the same pages without a certificate that it
   * does not know. Null: no real phone is let in.
   */
  phones: { url: string; here: string } | null;
  /** When this demo began, or was reset, in milliseconds since 1970: what a page remembers of an earlier one is void. */
  startedAt: number;
  programs: { kiosk: ProgramState; bridge: ProgramState; sandbox: ProgramState; cabinet: ProgramState };
  /** Whose code is on the glass while its rail works. */
  rail: Rail;
  glass: { live: boolean; code: DecodedCode | null };
  link: LinkCondition;
  cabinet: VirtualCabinetState | null;
  trustly: SandboxFaults | null;
  /** Newest first. */
  ledger: LedgerRow[] | null;
  /** Newest first. */
  payments: SandboxPayment[] | null;
  /** Trustly's book of accounts on file, newest first. */
  onFile: OnFileTransaction[] | null;
  reconciliation: Reconciliation;
}
