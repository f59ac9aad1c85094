/** What the board's non-volatile memory holds: all that survives a power cut, and nothing else does. */
import { Type, type Static } from 'typebox';
import { CabinetIdentity, CabinetMeters, NoteEvent } from '../../protocol/cabinet.ts';
import { Currency, MinorUnits } from '../../protocol/money.ts';
import type { BoardRefusal } from '../../hardware/drivers/cabinet-board/codes.ts';

/** Transfers the board remembers. */
export const HISTORY_LENGTH = 128;

/** How many series of ids the board remembers; there is one for each machine designation that it has served. */
export const SERIES_KEPT = 32;

const closed = { additionalProperties: false } as const;

const StoredTransfer = Type.Object(
  {
    transferId: Type.String({ minLength: 1, maxLength: 20 }),
    currency: Currency,
    requested: MinorUnits,
    state: Type.Enum(['PENDING', 'CREDITED', 'REFUSED']),
    reason: Type.Unsafe<BoardRefusal | 'NONE'>(Type.String()),
    /** The cashless-in meter before this transfer: tells after a power cut whether the credit had been given. */
    cashlessInBefore: MinorUnits,
  },
  closed,
);
export type StoredTransfer = Static<typeof StoredTransfer>;

const StoredEvent = Type.Object(
  { eventId: NoteEvent.properties.eventId, kind: NoteEvent.properties.kind, value: MinorUnits },
  closed,
);
export type StoredEvent = Static<typeof StoredEvent>;

export const BoardMemory = Type.Object(
  {
    memoryId: CabinetIdentity.properties.memoryId,
    meters: CabinetMeters,
    /** Notes stacked, in the order of the note table. */
    noteCounts: Type.Array(MinorUnits),
    /** Oldest first. */
    transfers: Type.Array(StoredTransfer, { maxItems: HISTORY_LENGTH }),
    /** The greatest id of each series, byte by byte, that has left the history; the one that changed last is last. */
    forgotten: Type.Array(Type.String({ minLength: 1, maxLength: 20 }), { maxItems: SERIES_KEPT }),
    /**
     * Whether more series than that have left the history: an id of one that is not kept cannot be told from a new one.
     */
    seriesLost: Type.Boolean(),
    lastEventId: Type.Integer({ minimum: 0, maximum: 0xffffffff }),
    /** Not acknowledged yet, oldest first. */
    events: Type.Array(StoredEvent),
    /** The note between escrow and cash box, if there is one; it does not come back from there. */
    noteInTransport: Type.Union([MinorUnits, Type.Null()]),
  },
  closed,
);
export type BoardMemory = Static<typeof BoardMemory>;

/** The chip. Reading and writing is all or nothing, and a write that has returned survives a power cut. */
export interface MemoryChip {
  /** Undefined: never initialised. Throws when there is something, but not a memory of ours. */
  read(): BoardMemory | undefined;
  write(memory: BoardMemory): void;
}

/** A memory as a service technician initialises it. `memoryId`: eight hexadecimal digits, another one each time. */
export function initialMemory(memoryId: string, denominations: number): BoardMemory {
  return {
    memoryId,
    meters: { credits: 0, cashlessIn: 0, notesIn: 0, totalOut: 0 },
    noteCounts: Array.from({ length: denominations }, () => 0),
    transfers: [],
    forgotten: [],
    seriesLost: false,
    lastEventId: 0,
    events: [],
    noteInTransport: null,
  };
}

/** A chip for as long as the process lives. */
export function chipInProcess(): MemoryChip {
  let content: string | undefined;
  return {
    read: () => (content === undefined ? undefined : (JSON.parse(content) as BoardMemory)),
    write(memory) {
      content = JSON.stringify(memory);
    },
  };
}
