/** What a cabinet tells about itself; the same shape from the board's driver to the bridge's floor view. */
import { Type, type Static } from 'typebox';
import { Currency, MinorUnits } from './money.ts';

/** Conditions under which the machine cannot be played, hence not be credited. More than one may hold. */
export const NotPlayableCondition = Type.Enum(['DOOR_OPEN', 'TILT', 'CASHING_OUT', 'OUT_OF_ORDER']);
export type NotPlayableCondition = Static<typeof NotPlayableCondition>;

/** Why there is no board to talk to, or none to be trusted. */
export const CabinetFault = Type.Enum([
  'ABSENT', // nothing plugged in, or it was unplugged
  'CANNOT_OPEN', // present, but the operating system does not let us have it
  'TWO_BOARDS', // more than one matching board: which one is the machine's?
  'WRONG_BOARD', // identifies itself as something else, or as another machine's board
  'PROTOCOL_VERSION', // firmware speaks a version that this kiosk does not
  'BAD_FRAMES', // wrong checksum, length or sequence
  'SILENT', // does not answer
  'MEMORY_LOST', // its non-volatile memory is not the one our journal knows
]);
export type CabinetFault = Static<typeof CabinetFault>;

/** Running totals since the board's memory was initialised, except `credits`, which is what is on the meter now. */
export const CabinetMeters = Type.Object(
  { credits: MinorUnits, cashlessIn: MinorUnits, notesIn: MinorUnits, totalOut: MinorUnits },
  { additionalProperties: false },
);
export type CabinetMeters = Static<typeof CabinetMeters>;

export const CabinetIdentity = Type.Object(
  {
    /** The board's serial number. */
    serial: Type.String({ minLength: 1, maxLength: 16 }),
    /** Changes when the board's non-volatile memory, and with it the transfer history, was initialised. */
    memoryId: Type.String({ pattern: '^[0-9a-f]{8}$' }),
    firmware: Type.String({ maxLength: 16 }),
    protocol: Type.Integer({ minimum: 0, maximum: 255 }),
  },
  { additionalProperties: false },
);
export type CabinetIdentity = Static<typeof CabinetIdentity>;

/** The board, and the memory of it, that an order goes to. No other one can answer for that order [confirmed-only]. */
export const BoardMemory = Type.Object(
  { serial: CabinetIdentity.properties.serial, memoryId: CabinetIdentity.properties.memoryId },
  { additionalProperties: false },
);
export type BoardMemory = Static<typeof BoardMemory>;

/** The board that is plugged in now and its memory; null where none is ready. */
export function boardOf(status: CabinetStatus): BoardMemory | null {
  if (status.connection !== 'ready') return null;
  return { serial: status.identity.serial, memoryId: status.identity.memoryId };
}

export function isSameBoard(one: BoardMemory | null, other: BoardMemory | null): boolean {
  return one !== null && other !== null && one.serial === other.serial && one.memoryId === other.memoryId;
}

export const AcceptorState = Type.Enum([
  'DISABLED',
  'IDLE',
  'BUSY',
  'JAMMED',
  'CASHBOX_OUT',
  'CASHBOX_FULL',
  'FAULT',
]);
export type AcceptorState = Static<typeof AcceptorState>;

export const CabinetStatus = Type.Union([
  Type.Object({ connection: Type.Literal('connecting') }, { additionalProperties: false }),
  Type.Object({ connection: Type.Literal('fault'), fault: CabinetFault }, { additionalProperties: false }),
  Type.Object(
    {
      connection: Type.Literal('ready'),
      identity: CabinetIdentity,
      currency: Currency,
      /** Accounting denomination: every credit is a multiple of it. */
      denomination: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      /** The most the board credits in one transfer. */
      maxTransfer: MinorUnits,
      /** Empty: playable. */
      conditions: Type.Array(NotPlayableCondition, { uniqueItems: true }),
      acceptor: AcceptorState,
      /** Face values of the notes that the acceptor takes, in minor units, ascending. */
      acceptedNotes: Type.Array(MinorUnits),
      meters: CabinetMeters,
    },
    { additionalProperties: false },
  ),
]);
export type CabinetStatus = Static<typeof CabinetStatus>;

/** What became of a note. Only `STACKED` is money [stacked-notes]. */
export const NoteEvent = Type.Object(
  {
    /** Unique per board memory, increasing; the board repeats the event until it is acknowledged. */
    eventId: Type.Integer({ minimum: 1, maximum: 0xffffffff }),
    kind: Type.Enum(['STACKED', 'RETURNED', 'REJECTED', 'JAMMED', 'CHEATED']),
    /** Face value in minor units; 0 where the note was not recognised. */
    minor: MinorUnits,
    currency: Currency,
  },
  { additionalProperties: false },
);
export type NoteEvent = Static<typeof NoteEvent>;

/** Which note of a machine. */
export const NoteId = Type.Object(
  { memoryId: CabinetIdentity.properties.memoryId, eventId: NoteEvent.properties.eventId },
  { additionalProperties: false },
);
export type NoteId = Static<typeof NoteId>;
