/** Every message of docs/cabinet-hid.md, with any values it can have: fast-check arbitraries. */
import * as fc from 'fast-check';
import type { Message } from '../../../hardware/drivers/cabinet-board/codec.ts';
import {
  acceptorCodes,
  conditionBits,
  escrowDecisionCodes,
  inputBits,
  noteEventCodes,
  refusalCodes,
  rejectionCodes,
  selfTestBits,
  transferStateCodes,
} from '../../../hardware/drivers/cabinet-board/codes.ts';

const printable = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength,
    maxLength,
  });
const u8 = fc.nat({ max: 0xff });
const u16 = fc.nat({ max: 0xffff });
const u32 = fc.nat({ max: 0xffffffff });
const positive = fc.integer({ min: 1, max: 0xffffffff });
const minorUnits = fc.oneof(fc.nat({ max: 1_000_000 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
const currency = fc.string({
  unit: fc.constantFrom('A', 'B', 'D', 'S', 'U', 'Y', 'Z'),
  minLength: 3,
  maxLength: 3,
});
const name = <Name extends string>(codes: Readonly<Record<Name, number>>): fc.Arbitrary<Name> =>
  fc.constantFrom(...(Object.keys(codes) as Name[]));
const names = <Name extends string>(bits: Readonly<Record<Name, number>>): fc.Arbitrary<Name[]> =>
  fc.subarray(Object.keys(bits) as Name[]);
const list = fc.array(u32, { maxLength: 12 });
const transferId = printable(1, 20);

const state = fc.record({
  conditions: names(conditionBits),
  inputs: names(inputBits),
  acceptor: name(acceptorCodes),
  enabledNotes: u16,
  lastEventId: u32,
  credits: minorUnits,
  cashlessIn: minorUnits,
  notesIn: minorUnits,
  totalOut: minorUnits,
});
const transferFields = {
  state: name(transferStateCodes),
  reason: name(refusalCodes),
  currency: fc.oneof(currency, fc.constant('')),
  requested: minorUnits,
  credited: minorUnits,
};
const transfer = fc.record({ transferId, ...transferFields });
const nothing = fc.constant({});

type Bodies<Kind extends Message['kind']> = {
  [Name in Extract<Message, { kind: Kind }>['name']]: fc.Arbitrary<
    Extract<Message, { kind: Kind; name: Name }>['body']
  >;
};

const requests: Bodies<'request'> = {
  IDENTIFY: fc.record({ kioskProtocol: u8 }),
  CONFIGURATION: nothing,
  NOTE_TABLE: nothing,
  STATUS: nothing,
  ENABLE_NOTES: fc.record({ enabledNotes: u16 }),
  ESCROW: fc.record({ escrowId: positive, decision: name(escrowDecisionCodes) }),
  ACKNOWLEDGE: fc.record({ eventId: positive }),
  NOTE_COUNTS: nothing,
  SELF_TEST: nothing,
  TRANSFER_BEGIN: fc.record({ transferId, amount: minorUnits, currency, lifetimeMs: u32 }),
  TRANSFER_QUERY: fc.record({ transferId }),
  TRANSFER_CANCEL: fc.record({ transferId }),
  TRANSFER_HISTORY: fc.record({ index: u8 }),
  TRANSFER_HIGHEST: fc.record({ series: fc.oneof(printable(6, 6), fc.constant('')) }),
};

const answers: Bodies<'answer'> = {
  IDENTIFY: fc.record({
    magic: printable(0, 4),
    protocol: u8,
    memoryId: u32.map((value) => value.toString(16).padStart(8, '0')),
    serial: printable(0, 16),
    firmware: printable(0, 16),
  }),
  CONFIGURATION: fc.record({
    currency,
    denomination: positive,
    maxTransfer: minorUnits,
    escrowLimitMs: u16,
    historyLength: u8,
  }),
  NOTE_TABLE: fc.record({ values: list }),
  STATUS: state,
  ENABLE_NOTES: fc.record({ enabledNotes: u16 }),
  ESCROW: fc.record({ escrowId: positive, held: fc.constantFrom('NO', 'YES') }),
  ACKNOWLEDGE: fc.record({ eventId: positive }),
  NOTE_COUNTS: fc.record({ counts: list }),
  SELF_TEST: fc.record({ failed: names(selfTestBits) }),
  TRANSFER_BEGIN: transfer,
  TRANSFER_QUERY: transfer,
  TRANSFER_CANCEL: transfer,
  TRANSFER_HISTORY: fc.record({ index: u8, transferId: printable(0, 20), ...transferFields }),
  TRANSFER_HIGHEST: fc.record({ transferId: printable(0, 20) }),
  REJECTED: fc.record({ requestCode: u8, reason: name(rejectionCodes) }),
};

const notices: Bodies<'notice'> = {
  STATUS: state,
  NOTE_EVENT: fc.record({ eventId: positive, kind: name(noteEventCodes), value: u32 }),
  NOTE_IN_ESCROW: fc.record({ escrowId: positive, value: u32 }),
  TRANSFER: transfer,
};

function messagesOf(
  kind: Message['kind'],
  bodies: Readonly<Record<string, fc.Arbitrary<object>>>,
): fc.Arbitrary<Message>[] {
  return Object.entries(bodies).map(([name, body]) =>
    fc.tuple(u16, body).map(([sequence, body]) => ({ kind, name, sequence, body }) as Message),
  );
}

/** Any message at all, each name as likely as the other. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  ...messagesOf('request', requests),
  ...messagesOf('answer', answers),
  ...messagesOf('notice', notices),
);
