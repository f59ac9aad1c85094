import { describe, expect, it } from 'vitest';
import type { KnownTransfer } from '../ledger/known-transfers.ts';
import { judgeLostOpen, judgeOpen, type LostOpenFacts, type TransferOpen } from './judge-open.ts';

const board = { serial: 'VC-1', memoryId: '00000001' };
const otherBoard = { serial: 'VC-2', memoryId: '00000002' };
const usd = (minor: number) => ({ minor, currency: 'USD' });

const said = (change: Partial<TransferOpen> = {}): TransferOpen => ({
  type: 'transfer.open',
  transferId: '000001-0000000001',
  fundingId: 'f-1',
  requested: usd(2_000),
  board,
  why: 'OTHER_BOARD',
  present: null,
  other: null,
  ...change,
});
const has = (change: Partial<KnownTransfer> = {}): KnownTransfer => ({
  transferId: '000001-0000000001',
  asset: 'EGM-1',
  fundingId: 'f-1',
  status: 'SENT',
  amountMinor: 2_000,
  currency: 'USD',
  creditedMinor: null,
  board,
  mayHaveLeft: false,
  settledByHand: false,
  elsewhere: null,
  ...change,
});

describe('of an order that a kiosk has open', () => {
  const onlyBoard = { fundingId: null };

  it.each<[string, KnownTransfer | null, Partial<TransferOpen>, ReturnType<typeof judgeOpen>]>([
    ['the ledger has it', has(), {}, 'ours'],
    ['the ledger has its end', has({ status: 'CREDITED' }), {}, 'ours'],
    ['the ledger has it of another board: the funding says so', has({ board: otherBoard }), {}, 'ours'],
    ['the kiosk knows only the board, and it is that of the order', has(), onlyBoard, 'ours'],
    ['the kiosk knows neither funding nor board', has(), { ...onlyBoard, board: null }, 'ours'],
    ['the ledger has it of another machine', has({ asset: 'EGM-2' }), {}, 'foreign'],
    ['the ledger does not have it', null, {}, 'lost'],
    ['the ledger has the id for another funding', has({ fundingId: 'f-2' }), {}, 'lost'],
    ['the ledger has the id for another board', has({ board: otherBoard }), onlyBoard, 'lost'],
    ['another machine has the id for another funding', has({ asset: 'EGM-2', fundingId: 'f-2' }), {}, 'lost'],
  ])('where %s', (_, known, tells, judgement) => {
    expect(judgeOpen(known, 'EGM-1', said(tells))).toBe(judgement);
  });
});

describe('of an open order that the ledger has lost', () => {
  const NOTHING_ELSE: LostOpenFacts = { isBooked: false, isFundingKnown: false, isFree: true, hasRoom: true };
  const booked = { judgement: 'book', lost: { fundingId: 'f-1', requested: usd(2_000), board } };
  const ask = { judgement: 'ask' };

  it.each<[string, Partial<LostOpenFacts>, Partial<TransferOpen>, unknown]>([
    ['all is known of it', {}, {}, booked],
    ['a person has booked it', { isBooked: true, isFundingKnown: true }, {}, { judgement: 'known' }],
    ['its funding has another transfer', { isFundingKnown: true }, {}, { judgement: 'contradiction' }],
    ["its id is another machine's, or taken", { isFree: false }, {}, ask],
    ['nobody has its funding', {}, { fundingId: null }, ask],
    ['nobody has its amount', {}, { requested: null }, ask],
    ['its amount is none', {}, { requested: usd(0) }, ask],
    ['nobody has its board', {}, { board: null }, ask],
    ['there is no room for it', { hasRoom: false }, {}, { judgement: 'full' }],
    ['there is no room, and it cannot be booked', { hasRoom: false }, { board: null }, ask],
  ])('where %s', (_, has, tells, judgement) => {
    expect(judgeLostOpen({ ...NOTHING_ELSE, ...has }, said(tells))).toEqual(judgement);
  });
});
