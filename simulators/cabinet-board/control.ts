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
import { HandAction } from '../hands.ts';

const closed = { additionalProperties: false } as const;

/** Ways in which the board can send wrong reports or none; the firmware behind them works correctly. */
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
  ...HandAction.anyOf,
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
