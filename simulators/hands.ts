/** What a hand, a player or chance does to a machine, whatever protocol it speaks: every simulator takes these. */
import { Type, type Static } from 'typebox';
import { MinorUnits } from '../protocol/money.ts';

export const LONGEST_DELAY_MS = 600_000;

const closed = { additionalProperties: false } as const;

/**
 * Where in a transfer a fault happens, in order: the order has arrived; the intent is in the machine's memory;
 * the meter has risen; the outcome is in memory; the answer has left.
 */
export const TransferStep = Type.Enum(['received', 'recorded', 'credited', 'completed', 'answered']);
export type TransferStep = Static<typeof TransferStep>;

/**
 * Where on a note's way a fault happens, in order: it rests in escrow; it has left escrow and the memory knows; it is
 * counted and its event is in memory; the event has left; the acknowledgement is in memory.
 */
export const NoteStep = Type.Enum(['escrowed', 'transported', 'stacked', 'told', 'acknowledged']);
export type NoteStep = Static<typeof NoteStep>;

export type Step = TransferStep | NoteStep;

export const HandAction = Type.Union([
  /** A player inserts a note: `genuine: false` is not recognised and comes back. */
  Type.Object(
    { action: Type.Literal('note.insert'), minor: MinorUnits, genuine: Type.Optional(Type.Boolean()) },
    closed,
  ),
  Type.Object({ action: Type.Literal('door'), open: Type.Boolean() }, closed),
  Type.Object({ action: Type.Literal('tilt'), active: Type.Boolean() }, closed),
  /** The player presses cash-out: credits go to total out. */
  Type.Object({ action: Type.Literal('cashOut') }, closed),
  /** A play: takes credits from the meter. */
  Type.Object({ action: Type.Literal('play'), minor: MinorUnits }, closed),
  /** The cable to the kiosk; the machine itself stays powered. */
  Type.Object({ action: Type.Literal('cable'), plugged: Type.Boolean() }, closed),
  /** Mains: with it off only what is in non-volatile memory survives. */
  Type.Object({ action: Type.Literal('power'), on: Type.Boolean() }, closed),
  Type.Object(
    { action: Type.Literal('acceptor'), state: Type.Enum(['OK', 'JAMMED', 'CASHBOX_OUT', 'CASHBOX_FULL']) },
    closed,
  ),
  /** The next transfer waits this long between begin and credit. */
  Type.Object(
    { action: Type.Literal('delayNextCredit'), ms: Type.Integer({ minimum: 0, maximum: LONGEST_DELAY_MS }) },
    closed,
  ),
  /** The power goes once, at that step of the next transfer or note; `power` brings it back. Null: it does not go. */
  Type.Object(
    { action: Type.Literal('powerCutAt'), step: Type.Union([TransferStep, NoteStep, Type.Null()]) },
    closed,
  ),
  /** The attendant's key in the cabinet door. */
  Type.Object({ action: Type.Literal('attendantKey'), turned: Type.Boolean() }, closed),
]);
export type HandAction = Static<typeof HandAction>;
