/**
 * The control port of the virtual cabinet: what a hand does to a real one. Loopback HTTP, for the demo desk and the
 * tests; it is not part of the board's protocol and the kiosk never uses it.
 *
 * GET  /state            -> VirtualCabinetState
 * POST /actions          VirtualCabinetAction -> VirtualCabinetState, or 400 { error: { code, message } }
 * GET  /watch            server-sent events, one `state` event with a VirtualCabinetState per change, the first at once
 */
import { Type, type Static } from 'typebox';
import { CabinetIdentity, CabinetMeters, NotPlayableCondition } from '../../protocol/cabinet.ts';
import { Currency, MinorUnits, Money } from '../../protocol/money.ts';
import { RefusalReason, TransferId } from '../../protocol/transfer.ts';

export const LONGEST_DELAY_MS = 600_000;

const closed = { additionalProperties: false } as const;

/**
 * Where in a transfer a fault strikes, in order: the begin report has arrived; the intent is in the board's memory;
 * the meter has risen; the outcome is in memory; the answer has left.
 */
export const TransferStep = Type.Enum(['received', 'recorded', 'credited', 'completed', 'answered']);
export type TransferStep = Static<typeof TransferStep>;

/**
 * Where in a note's way a fault strikes, in order: it rests in escrow; it has left escrow and the memory knows; it is
 * counted and its event is in memory; the event has left; the acknowledgement is in memory.
 */
export const NoteStep = Type.Enum(['escrowed', 'transported', 'stacked', 'told', 'acknowledged']);
export type NoteStep = Static<typeof NoteStep>;

export type Step = TransferStep | NoteStep;

/** Ways in which the board can lie to the kiosk or fall silent; the firmware behind them stays honest. */
export const Misbehaviour = Type.Enum([
  'BAD_CHECKSUM',
  'SHORT_REPORTS',
  'LONG_REPORTS',
  'WRONG_SEQUENCE',
  'SILENT',
  'DEAF',
  'BABBLING',
  'OLD_PROTOCOL',
  'NO_BOARD_OF_OURS',
  'OTHER_TRANSFER',
]);
export type Misbehaviour = Static<typeof Misbehaviour>;

export const VirtualCabinetAction = Type.Union([
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
  /** The USB cable; the board itself stays powered. */
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
  /** At that step of the next transfer or note the power goes, once; `power` brings it back. Null: it does not. */
  Type.Object(
    { action: Type.Literal('powerCutAt'), step: Type.Union([TransferStep, NoteStep, Type.Null()]) },
    closed,
  ),
  /** The attendant's key in the cabinet door. */
  Type.Object({ action: Type.Literal('attendantKey'), turned: Type.Boolean() }, closed),
  /** From now on the board misbehaves like this, and no other way; null: not at all. */
  Type.Object({ action: Type.Literal('misbehave'), as: Type.Union([Misbehaviour, Type.Null()]) }, closed),
]);
export type VirtualCabinetAction = Static<typeof VirtualCabinetAction>;

export const VirtualCabinetState = Type.Object(
  {
    identity: CabinetIdentity,
    currency: Currency,
    powered: Type.Boolean(),
    plugged: Type.Boolean(),
    /** A kiosk holds the board open. */
    open: Type.Boolean(),
    conditions: Type.Array(NotPlayableCondition),
    acceptor: Type.String(),
    /** Whether the kiosk lets the acceptor take notes now. */
    notesEnabled: Type.Boolean(),
    acceptedNotes: Type.Array(MinorUnits),
    meters: CabinetMeters,
    /** Newest first, at most 128. */
    transfers: Type.Array(
      Type.Object(
        {
          transferId: TransferId,
          requested: Money,
          outcome: Type.Enum(['pending', 'credited', 'refused']),
          reason: Type.Optional(RefusalReason),
        },
        closed,
      ),
    ),
    /** What happened at the acceptor, newest first, at most 128. */
    notes: Type.Array(Type.Object({ kind: Type.String(), minor: MinorUnits }, closed)),
  },
  closed,
);
export type VirtualCabinetState = Static<typeof VirtualCabinetState>;
