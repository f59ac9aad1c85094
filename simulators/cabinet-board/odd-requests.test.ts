/** docs/cabinet-hid.md, "Odd input at the board", row by row, on the firmware that the document describes. */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeMessage, type Message } from '../../hardware/drivers/cabinet-board/codec.ts';
import { encodeFrame } from '../../hardware/drivers/cabinet-board/frame.ts';
import { documentTable } from '../../test/support/document-table.ts';
import { RawBoard } from '../../test/support/board/raw-board.ts';

interface Row {
  arrives: string;
  does: string;
  holds: (board: RawBoard) => Promise<void>;
}

const ID = '000042-0000000005';
const order = { transferId: ID, amount: 2_000, currency: 'USD', lifetimeMs: 5_000 };
/** `expect.objectContaining`, typed. */
const containing = (part: object): unknown => expect.objectContaining(part);
const rejected = (reason: 'UNKNOWN_REQUEST' | 'MALFORMED_BODY') => [
  containing({ name: 'REJECTED', body: containing({ reason }) }),
];
/** The same report with a CRC that fits. */
function sealed(report: Uint8Array): Uint8Array {
  new DataView(report.buffer).setUint32(60, crc32(report.subarray(0, 60)), true);
  return report;
}
/** A whole report around any body. */
const request = (code: number, body: readonly number[]): Uint8Array =>
  encodeFrame({ kind: 'request', code, sequence: 1, body: Uint8Array.from(body) });
const credited = (board: RawBoard): number => board.cabinet.state.meters.cashlessIn;

async function dropped(board: RawBoard, ...reports: Uint8Array[]): Promise<void> {
  for (const report of reports) expect(await board.write(report)).toEqual([]);
}

async function malformed(board: RawBoard, ...reports: Uint8Array[]): Promise<void> {
  for (const report of reports) expect(await board.write(report)).toEqual(rejected('MALFORMED_BODY'));
}

const rows: Row[] = [
  {
    arrives: 'a report of another length than 64, with a wrong CRC, or with filling that is not zero',
    does: 'nothing: no answer, and it does not count as a message of the kiosk',
    holds: async (board) => {
      const status = board.request('STATUS', {});
      await dropped(board, status.subarray(0, 63), Uint8Array.of(...status, 0), new Uint8Array(0));
      await dropped(board, status.with(63, (status.at(63) ?? 0) ^ 1), sealed(status.with(59, 1)));
      await board.ask('ENABLE_NOTES', { enabledNotes: 1 });
      await board.pass(2_400);
      await dropped(board, status.subarray(0, 63));
      await board.pass(200);
      expect(board.cabinet.state.notesEnabled).toBe(false);
    },
  },
  {
    arrives: 'a report whose id is not `01`, or that tells a body of more than 55 bytes',
    does: 'nothing',
    holds: async (board) => {
      const body = { requestCode: 1, reason: 'MALFORMED_BODY' } as const;
      const answer = encodeMessage({ kind: 'answer', name: 'REJECTED', sequence: 1, body });
      await dropped(board, answer, sealed(answer.with(0, 7)), sealed(answer.with(0, 0)));
      await dropped(board, sealed(board.request('STATUS', {}).with(4, 56)));
    },
  },
  {
    arrives: 'a request with a code that is in no table',
    does: '`REJECTED`, reason 1',
    holds: async (board) => {
      for (const code of [0x00, 0x0a, 0x15, 0x41, 0x7f, 0xff]) {
        expect(await board.write(request(code, []))).toEqual(rejected('UNKNOWN_REQUEST'));
      }
    },
  },
  {
    arrives:
      'a body whose length is not that of its message; text that is empty where an id is needed, is not printable, or continues after a zero byte; an amount above 2^53 - 1; a currency that is not three capital letters; `escrowId` 0, `eventId` 0; a `decision` that is not 1 or 2',
    does: '`REJECTED`, reason 2, and nothing is done',
    holds: async (board) => {
      const id = (text: string): number[] => Array.from({ length: 20 }, (_, at) => text.charCodeAt(at) || 0);
      await malformed(board, request(0x04, [0]), request(0x05, [1]), request(0x11, [0x30]));
      await malformed(board, request(0x11, id('')), request(0x11, id('a\u007f')), request(0x12, id('a\0b')));
      const begin = (amount: number[], currency: string): Uint8Array =>
        request(0x10, [...id(ID), ...amount, ...Buffer.from(currency), 1, 0, 0, 0]);
      await malformed(board, begin([0, 0, 0, 0, 0, 0, 32, 0], 'USD'));
      await malformed(board, begin([1, 0, 0, 0, 0, 0, 0, 0], 'usd'));
      await malformed(board, request(0x06, [0, 0, 0, 0, 1]), request(0x06, [1, 0, 0, 0, 3]));
      await malformed(board, request(0x07, [0, 0, 0, 0]));
      expect(board.cabinet.state.transfers).toEqual([]);
    },
  },
  {
    arrives: 'the same report twice, sequence number and all',
    does: 'two answers; the second tells what is then known',
    holds: async (board) => {
      const begin = board.request('TRANSFER_BEGIN', order);
      const answer = containing({
        name: 'TRANSFER_BEGIN',
        body: containing({ state: 'CREDITED', credited: 2_000 }),
      });
      const answers = async (): Promise<Message[]> =>
        (await board.write(begin)).filter(({ kind }) => kind === 'answer');
      expect([...(await answers()), ...(await answers())]).toEqual([answer, answer]);
      expect(credited(board)).toBe(2_000);
    },
  },
  {
    arrives: '`IDENTIFY` with any `kioskProtocol`',
    does: 'the same answer',
    holds: async (board) => {
      const answer = await board.ask('IDENTIFY', { kioskProtocol: 1 });
      expect(await board.ask('IDENTIFY', { kioskProtocol: 255 })).toEqual(answer);
    },
  },
  {
    arrives: '`ENABLE_NOTES` with bits above the note table',
    does: 'those bits are left out; the answer has the others',
    holds: async (board) => {
      expect(await board.ask('ENABLE_NOTES', { enabledNotes: 0xffff })).toEqual({ enabledNotes: 0b111111 });
      expect(await board.ask('ENABLE_NOTES', { enabledNotes: 0b1000000 })).toEqual({ enabledNotes: 0 });
    },
  },
  {
    arrives: '`ESCROW` for a number that is not in escrow: never was, or is decided',
    does: '`held` = 0, and nothing is done',
    holds: async (board) => {
      expect(await board.ask('ESCROW', { escrowId: 9, decision: 'STACK' })).toEqual({
        escrowId: 9,
        held: 'NO',
      });
      await board.ask('ENABLE_NOTES', { enabledNotes: 0b111111 });
      board.cabinet.act({ action: 'note.insert', minor: 2_000 });
      const stack = { escrowId: 1, decision: 'STACK' } as const;
      expect(await board.ask('ESCROW', stack)).toEqual({ escrowId: 1, held: 'YES' });
      expect(await board.ask('ESCROW', { ...stack, decision: 'RETURN' })).toEqual({
        escrowId: 1,
        held: 'NO',
      });
      expect(board.cabinet.state.meters.notesIn).toBe(2_000);
    },
  },
  {
    arrives: '`ACKNOWLEDGE` of an event that is not there: acknowledged before, or never given out',
    does: 'its answer, and nothing is done',
    holds: async (board) => {
      expect(await board.ask('ACKNOWLEDGE', { eventId: 7 })).toEqual({ eventId: 7 });
    },
  },
  {
    arrives: '`ACKNOWLEDGE` of an event that is there, but is not the oldest',
    does: 'its answer, and nothing is done: that event has not been told yet',
    holds: async (board) => {
      await board.ask('ENABLE_NOTES', { enabledNotes: 0b111111 });
      board.cabinet.act({ action: 'note.insert', minor: 2_000, genuine: false });
      board.cabinet.act({ action: 'note.insert', minor: 2_000, genuine: false });
      expect(board.cabinet.unacknowledgedEvents).toBe(2);
      expect(await board.ask('ACKNOWLEDGE', { eventId: 2 })).toEqual({ eventId: 2 });
      expect(board.cabinet.unacknowledgedEvents).toBe(2);
      await board.ask('ACKNOWLEDGE', { eventId: 1 });
      expect(board.cabinet.unacknowledgedEvents).toBe(1);
    },
  },
  {
    arrives:
      '`TRANSFER_BEGIN` of an id in the history, with the same amount or another one, or another currency',
    does: 'the record of the first; nothing is done',
    holds: async (board) => {
      const first = await board.ask('TRANSFER_BEGIN', order);
      expect(await board.ask('TRANSFER_BEGIN', order)).toEqual(first);
      expect(await board.ask('TRANSFER_BEGIN', { ...order, amount: 9_900, currency: 'EUR' })).toEqual(first);
      expect(credited(board)).toBe(2_000);
    },
  },
  {
    arrives: '`TRANSFER_BEGIN` of an id below others in the history that was never begun',
    does: 'begun like any other, because ids can overtake each other',
    holds: async (board) => {
      await board.ask('TRANSFER_BEGIN', order);
      const lower = { ...order, transferId: '000042-0000000003' };
      expect(await board.ask('TRANSFER_BEGIN', lower)).toMatchObject({ state: 'CREDITED' });
      expect(credited(board)).toBe(4_000);
    },
  },
  {
    arrives:
      '`TRANSFER_BEGIN` or `TRANSFER_CANCEL` of an id that is not above the greatest of its series that has left the history',
    does: '`FORGOTTEN`; nothing is done and nothing recorded',
    holds: async (board) => {
      const id = (number: number): string => `000042-${String(number).padStart(10, '0')}`;
      for (let number = 10; number <= 138; number += 1) {
        await board.ask('TRANSFER_CANCEL', { transferId: id(number) });
      }
      const forgotten = { state: 'FORGOTTEN', reason: 'NONE', currency: '', requested: 0, credited: 0 };
      const begin = await board.ask('TRANSFER_BEGIN', { ...order, transferId: id(10) });
      expect(begin).toEqual({ transferId: id(10), ...forgotten });
      expect(await board.ask('TRANSFER_CANCEL', { transferId: id(3) })).toMatchObject(forgotten);
      expect(await board.ask('TRANSFER_QUERY', { transferId: id(11) })).toMatchObject({ state: 'REFUSED' });
      expect(board.cabinet.state.transfers).toHaveLength(128);
      expect(credited(board)).toBe(0);
    },
  },
  {
    arrives: 'an id with another designation, or any other text of 1 to 20 printable characters',
    does: 'the same rules: for the board an id is text, compared byte by byte',
    holds: async (board) => {
      for (const transferId of ['000043-0000000001', '~', ' ', 'twenty characters ok']) {
        expect(await board.ask('TRANSFER_BEGIN', { ...order, transferId })).toMatchObject({
          state: 'CREDITED',
        });
      }
      expect(await board.ask('TRANSFER_HIGHEST', { series: '' })).toEqual({ transferId: '~' });
      expect(await board.ask('TRANSFER_HIGHEST', { series: '000043' })).toEqual({
        transferId: '000043-0000000001',
      });
    },
  },
  {
    arrives: '`TRANSFER_BEGIN` while another transfer is `PENDING`',
    does: '`REFUSED`, `BUSY`, recorded; the first goes on',
    holds: async (board) => {
      board.cabinet.act({ action: 'delayNextCredit', ms: 300 });
      expect(await board.ask('TRANSFER_BEGIN', order)).toMatchObject({ state: 'PENDING', credited: 0 });
      const second = { ...order, transferId: '000042-0000000006' };
      const busy = { state: 'REFUSED', reason: 'BUSY' };
      expect(await board.ask('TRANSFER_BEGIN', second)).toMatchObject(busy);
      expect(await board.pass(300)).toContainEqual(
        containing({ name: 'TRANSFER', body: containing({ state: 'CREDITED' }) }),
      );
      expect(await board.ask('TRANSFER_BEGIN', second)).toMatchObject(busy);
      expect(credited(board)).toBe(2_000);
    },
  },
  {
    arrives: '`TRANSFER_BEGIN` or `TRANSFER_CANCEL` of the id that is `PENDING`',
    does: 'its record, `PENDING`; it goes on',
    holds: async (board) => {
      board.cabinet.act({ action: 'delayNextCredit', ms: 300 });
      await board.ask('TRANSFER_BEGIN', order);
      expect(await board.ask('TRANSFER_BEGIN', order)).toMatchObject({ state: 'PENDING' });
      expect(await board.ask('TRANSFER_CANCEL', { transferId: ID })).toMatchObject({ state: 'PENDING' });
      await board.pass(300);
      expect(credited(board)).toBe(2_000);
    },
  },
  {
    arrives: '`TRANSFER_BEGIN` that would take `credits` or `cashlessIn` above 2^53 - 1',
    does: '`REFUSED`, `OVER_MACHINE_LIMIT`',
    holds: async () => {
      const board = new RawBoard({ maxTransfer: Number.MAX_SAFE_INTEGER });
      const all = { ...order, amount: Number.MAX_SAFE_INTEGER };
      expect(await board.ask('TRANSFER_BEGIN', all)).toMatchObject({ state: 'CREDITED' });
      const more = { ...order, transferId: '000042-0000000006', amount: 1 };
      const over = { state: 'REFUSED', reason: 'OVER_MACHINE_LIMIT' };
      expect(await board.ask('TRANSFER_BEGIN', more)).toMatchObject(over);
      expect((await board.ask('STATUS', {})).cashlessIn).toBe(Number.MAX_SAFE_INTEGER);
    },
  },
  {
    arrives: '`TRANSFER_CANCEL` of an id that was never begun, and the `TRANSFER_BEGIN` that comes after it',
    does: 'recorded as `REFUSED`, `CANCELLED`, in the machine’s currency, requested 0; the begin is answered with that',
    holds: async (board) => {
      const record = { transferId: ID, state: 'REFUSED', reason: 'CANCELLED', currency: 'USD' };
      const cancelled = { ...record, requested: 0, credited: 0 };
      expect(await board.ask('TRANSFER_CANCEL', { transferId: ID })).toEqual(cancelled);
      expect(await board.ask('TRANSFER_BEGIN', order)).toEqual(cancelled);
      expect(credited(board)).toBe(0);
    },
  },
  {
    arrives: '`TRANSFER_HISTORY` beyond the oldest record',
    does: 'the `index`, an empty id, state `UNKNOWN`, all else zero',
    holds: async (board) => {
      const nothing = {
        transferId: '',
        state: 'UNKNOWN',
        reason: 'NONE',
        currency: '',
        requested: 0,
        credited: 0,
      };
      expect(await board.ask('TRANSFER_HISTORY', { index: 0 })).toEqual({ index: 0, ...nothing });
      expect(await board.ask('TRANSFER_HISTORY', { index: 255 })).toEqual({ index: 255, ...nothing });
    },
  },
];

describe('the board, as docs/cabinet-hid.md tells of odd input,', () => {
  it('is told of all of it, and of nothing else', () => {
    const documented = documentTable('cabinet-hid.md', 'Odd input at the board');
    expect(documented).toEqual(rows.map(({ arrives, does }) => [arrives, does]));
  });

  it.each(rows)('answers to $arrives: $does', async ({ holds }) => {
    await expect(holds(new RawBoard())).resolves.toBeUndefined();
  });
});
