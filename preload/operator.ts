/**
 * The operator menu across the IPC boundary. Main decides everything, the code entered so far included; the renderer
 * draws what it is given and reports what was touched. English only: it is for technicians.
 */
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

export const OperatorPageName = Type.Enum([
  'overview',
  'board',
  'acceptor',
  'meters',
  'transfers',
  'notes',
  'journal',
  'link',
  'pattern',
  'software',
  'log',
]);
export type OperatorPageName = Static<typeof OperatorPageName>;

/** What an operator can order at the machine. */
export const OperatorCommand = Type.Enum([
  'selfTest',
  'takeOut',
  'putIn',
  'acceptBoard',
  'settleByHand',
  'beginJournal',
]);
export type OperatorCommand = Static<typeof OperatorCommand>;

/** What was done on the glass; each counts only where the menu, as main knows it, offers it. */
export const OperatorAction = Type.Union([
  /** The service gesture was made. */
  Type.Object({ act: Type.Literal('open') }, closed),
  Type.Object({ act: Type.Literal('digit'), digit: Type.String({ pattern: '^[0-9]$' }) }, closed),
  Type.Object({ act: Type.Literal('erase') }, closed),
  Type.Object({ act: Type.Literal('enter') }, closed),
  Type.Object({ act: Type.Literal('page'), page: OperatorPageName }, closed),
  Type.Object({ act: Type.Literal('do'), command: OperatorCommand }, closed),
  Type.Object({ act: Type.Literal('confirm') }, closed),
  Type.Object({ act: Type.Literal('cancel') }, closed),
  Type.Object({ act: Type.Literal('leave') }, closed),
  /** Somebody is still there: a scroll, a touch beside a button. */
  Type.Object({ act: Type.Literal('stay') }, closed),
]);
export type OperatorAction = Static<typeof OperatorAction>;

export type OperatorMood = 'plain' | 'good' | 'care';

export interface OperatorFact {
  label: string;
  value: string;
  mood: OperatorMood;
}

export interface OperatorTable {
  columns: string[];
  rows: { cells: string[]; mood: OperatorMood }[];
  /** The text where there is no row. */
  none: string;
}

export interface OperatorPage {
  name: OperatorPageName;
  facts: OperatorFact[];
  table: OperatorTable | null;
  /** A text to be shown as a code, to try the display with a phone: never a url, never a payment. */
  pattern: string | null;
  commands: { command: OperatorCommand; label: string }[];
}

/** A command that cannot be undone, before it is carried out. */
export interface OperatorQuestion {
  title: string;
  body: string;
  confirm: string;
}

export type OperatorMenu =
  /** No code is set. */
  | { at: 'off' }
  /** What is done here could not be written down, so nothing is done here. */
  | { at: 'unlogged'; problem: string }
  | { at: 'code'; entered: number; checking: boolean; wrong: boolean; attemptsLeft: number }
  /** @property until milliseconds since 1970 by the machine's clock, for people. */
  | { at: 'locked'; until: number }
  | { at: 'open'; operator: string; page: OperatorPage; question: OperatorQuestion | null };
