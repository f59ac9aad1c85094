/**
 * The messages of docs/cabinet-hid.md, as one table each for requests, their answers, and notices. Names, codes and
 * bodies are written here once; the types, the encoder and the decoder follow from the tables.
 */
import {
  acceptorCodes,
  conditionBits,
  escrowDecisionCodes,
  heldCodes,
  inputBits,
  NOTE_TABLE_LENGTH,
  noteEventCodes,
  refusalCodes,
  rejectionCodes,
  selfTestBits,
  transferStateCodes,
} from './codes.ts';
import {
  ascii,
  bitSet,
  type Field,
  hex32,
  listOfU32,
  matching,
  minorUnits,
  nonZeroU32,
  oneOf,
  record,
  u16,
  u32,
  u8,
} from './fields.ts';

const noTransferId = ascii(20);
type NoFields = { readonly [Name in never]: never };

const currency = matching(ascii(3), /^[A-Z]{3}$/);
const transferId = matching(ascii(20), /^.+$/);
const series = matching(ascii(6), /^(.{6})?$/);
const nothing = record<NoFields>({});

const boardState = record({
  conditions: bitSet(conditionBits),
  inputs: bitSet(inputBits),
  acceptor: oneOf(acceptorCodes),
  /** Bit n: the acceptor takes entry n of the note table. */
  enabledNotes: u16,
  /** The highest note event id that was ever given out under this memory id; 0: none. */
  lastEventId: u32,
  credits: minorUnits,
  cashlessIn: minorUnits,
  notesIn: minorUnits,
  totalOut: minorUnits,
});
export type BoardState = BodyOf<typeof boardState>;

const transferFields = {
  transferId,
  state: oneOf(transferStateCodes),
  /** `NONE` unless the state is `REFUSED`. */
  reason: oneOf(refusalCodes),
  currency: matching(ascii(3), /^([A-Z]{3})?$/),
  requested: minorUnits,
  /** What was credited; zero unless the state is `CREDITED`. */
  credited: minorUnits,
};
const transferRecord = record(transferFields);
export type TransferRecord = BodyOf<typeof transferRecord>;

const historyEntry = record({
  index: u8,
  ...transferFields,
  transferId: noTransferId,
});

/** Request and answer of the same name have the same code; an answer also carries the request's sequence number. */
export const requestCodes = {
  IDENTIFY: 0x01,
  CONFIGURATION: 0x02,
  NOTE_TABLE: 0x03,
  STATUS: 0x04,
  ENABLE_NOTES: 0x05,
  ESCROW: 0x06,
  ACKNOWLEDGE: 0x07,
  NOTE_COUNTS: 0x08,
  SELF_TEST: 0x09,
  TRANSFER_BEGIN: 0x10,
  TRANSFER_QUERY: 0x11,
  TRANSFER_CANCEL: 0x12,
  TRANSFER_HISTORY: 0x13,
  TRANSFER_HIGHEST: 0x14,
} as const;
export type RequestName = keyof typeof requestCodes;

export const requestBodies = {
  IDENTIFY: record({ kioskProtocol: u8 }),
  CONFIGURATION: nothing,
  NOTE_TABLE: nothing,
  STATUS: nothing,
  ENABLE_NOTES: record({ enabledNotes: u16 }),
  ESCROW: record({ escrowId: nonZeroU32, decision: oneOf(escrowDecisionCodes) }),
  ACKNOWLEDGE: record({ eventId: nonZeroU32 }),
  NOTE_COUNTS: nothing,
  SELF_TEST: nothing,
  /** `lifetimeMs`: the board refuses to begin once this long has passed since the report arrived. */
  TRANSFER_BEGIN: record({ transferId, amount: minorUnits, currency, lifetimeMs: u32 }),
  TRANSFER_QUERY: record({ transferId }),
  TRANSFER_CANCEL: record({ transferId }),
  /** `index`: 0 is the newest record. */
  TRANSFER_HISTORY: record({ index: u8 }),
  /** `series`: the six characters that the id must begin with; empty: any. */
  TRANSFER_HIGHEST: record({ series }),
};

export const answerBodies = {
  /** The same in every version of the protocol, so that any two versions can tell each other apart. */
  IDENTIFY: record({
    magic: ascii(4),
    protocol: u8,
    memoryId: hex32,
    serial: ascii(16),
    firmware: ascii(16),
  }),
  CONFIGURATION: record({
    currency,
    denomination: nonZeroU32,
    maxTransfer: minorUnits,
    /** A note in escrow is returned by the board after this long without a decision. */
    escrowLimitMs: u16,
    historyLength: u8,
  }),
  NOTE_TABLE: record({ values: listOfU32(NOTE_TABLE_LENGTH) }),
  STATUS: boardState,
  ENABLE_NOTES: record({ enabledNotes: u16 }),
  /** `held`: whether that note was still in escrow, so that the decision took effect. */
  ESCROW: record({ escrowId: nonZeroU32, held: oneOf(heldCodes) }),
  ACKNOWLEDGE: record({ eventId: nonZeroU32 }),
  /** Notes stacked since the memory was initialised, in the order of the note table. */
  NOTE_COUNTS: record({ counts: listOfU32(NOTE_TABLE_LENGTH) }),
  /** The parts that failed; none is a pass. */
  SELF_TEST: record({ failed: bitSet(selfTestBits) }),
  TRANSFER_BEGIN: transferRecord,
  TRANSFER_QUERY: transferRecord,
  TRANSFER_CANCEL: transferRecord,
  /** For an index beyond the oldest record the state is `UNKNOWN` and everything else is empty. */
  TRANSFER_HISTORY: historyEntry,
  /** The greatest id of the series that is in the history or has left it; empty when there is none. */
  TRANSFER_HIGHEST: record({ transferId: noTransferId }),
};

/** The board's answer to a request that it does not know or cannot read. */
export const REJECTED_CODE = 0x7f;
export const rejectedBody = record({ requestCode: u8, reason: oneOf(rejectionCodes) });

export const noticeCodes = {
  STATUS: 0x41,
  NOTE_EVENT: 0x42,
  NOTE_IN_ESCROW: 0x43,
  TRANSFER: 0x44,
} as const;
export type NoticeName = keyof typeof noticeCodes;

export const noticeBodies = {
  /** Sent after each change of the state. */
  STATUS: boardState,
  /** Repeated until acknowledged; the next one comes after that. */
  NOTE_EVENT: record({ eventId: nonZeroU32, kind: oneOf(noteEventCodes), value: u32 }),
  NOTE_IN_ESCROW: record({ escrowId: nonZeroU32, value: u32 }),
  /** A transfer that was answered `PENDING` has come to its end. */
  TRANSFER: transferRecord,
};

export type BodyOf<F> = F extends Field<infer T> ? T : never;
export type RequestBody<Name extends RequestName> = BodyOf<(typeof requestBodies)[Name]>;
export type AnswerBody<Name extends RequestName> = BodyOf<(typeof answerBodies)[Name]>;
export type NoticeBody<Name extends NoticeName> = BodyOf<(typeof noticeBodies)[Name]>;
