/**
 * docs/cabinet-hid.md, "Odd input at the kiosk", row by row, on the kiosk's driver and a board whose reports are
 * changed.
 */
import { describe, expect, it } from 'vitest';
import { documentTable } from '../../../test/support/document-table.ts';
import { StrangeBoard } from '../../../test/support/board/strange-board.ts';
import type { Message } from './codec.ts';
import { encodeMessage } from './codec.ts';
import { encodeFrame } from './frame.ts';

interface Row {
  sends: string;
  does: string;
  holds: (board: StrangeBoard) => Promise<void>;
}

const amount = { minor: 2_000, currency: 'USD' };
const transferId = '000042-0000000005';
const order = { transferId, amount, lifetimeMs: 60_000 };
const record = {
  transferId,
  state: 'CREDITED',
  reason: 'NONE',
  currency: 'USD',
  requested: 2_000,
  credited: 2_000,
};
const answer = (sequence: number): Uint8Array =>
  encodeMessage({ kind: 'answer', name: 'ENABLE_NOTES', sequence, body: { enabledNotes: 0 } });

/** Four of them are tolerated; the fifth within five seconds ends the connection. */
async function unusable(board: StrangeBoard, report: () => Uint8Array): Promise<void> {
  await board.ready();
  for (let count = 1; count <= 4; count += 1) board.send(report());
  await board.pass(600);
  expect(board.driver.status.connection).toBe('ready');
  board.send(report());
  await board.untilFault('BAD_FRAMES');
}

/** Replaces the record in answers about transfers. */
const rewritten =
  (names: readonly string[], change: object) =>
  (message: Message): Message =>
    message.kind === 'answer' && names.includes(message.name)
      ? ({ ...message, body: { ...message.body, ...change } } as Message)
      : message;

const rows: Row[] = [
  {
    sends:
      'a report that breaks a rule of this document: length, report id, CRC, filling, a code or a value that is in no table',
    does: 'does not use it, and counts it as unusable',
    holds: async (board) => {
      const sound = answer(1);
      const oddities = [
        sound.subarray(0, 63),
        sound.map((byte, at) => (at === 0 ? 9 : byte)),
        sound.map((byte, at) => (at === 63 ? byte ^ 1 : byte)),
        encodeFrame({ kind: 'notice', code: 0x40, sequence: 1, body: new Uint8Array(0) }),
        encodeFrame({ kind: 'notice', code: 0x43, sequence: 1, body: new Uint8Array(8) }),
      ];
      await unusable(board, () => oddities.pop() ?? sound);
    },
  },
  {
    sends: 'a request, report id `01`',
    does: 'counts it as unusable',
    holds: async (board) => {
      await unusable(board, () => encodeMessage({ kind: 'request', name: 'STATUS', sequence: 1, body: {} }));
    },
  },
  {
    sends:
      'an answer under a sequence number that this connection has not used, or used 256 requests ago or more',
    does: 'counts it as unusable',
    holds: async (board) => {
      await unusable(board, () => answer(board.lastSequence + 0x4000));
    },
  },
  {
    sends: 'an answer with another code than its request',
    does: 'counts it as unusable; the request stays open and is sent again after its time-out',
    holds: async (board) => {
      await board.ready();
      board.lie(
        (message) =>
          message.kind === 'answer' && message.name === 'TRANSFER_QUERY'
            ? { ...message, name: 'TRANSFER_CANCEL' }
            : message,
        1,
      );
      expect(await board.run(board.driver.creditMeter.query(transferId, null))).toEqual({
        outcome: 'unknown',
      });
      expect(board.heard('TRANSFER_QUERY')).toBe(2);
    },
  },
  {
    sends: 'an answer late, or twice',
    does: 'uses the first answer to any sending of a request that is still open; ignores the others, and does not count them',
    holds: async (board) => {
      await board.ready();
      for (let count = 1; count <= 20; count += 1) board.send(answer(board.lastSequence));
      await board.pass(600);
      expect(board.driver.status.connection).toBe('ready');
      board.answerLateBy(700, 'TRANSFER_QUERY');
      expect(await board.run(board.driver.creditMeter.query(transferId, null))).toEqual({
        outcome: 'unknown',
      });
      await board.pass(2_000);
      expect(board.driver.status.connection).toBe('ready');
    },
  },
  {
    sends: '`REJECTED`, whatever the reason',
    does: 'ends the connection: `PROTOCOL_VERSION`',
    holds: async (board) => {
      await board.ready();
      const body = { requestCode: 0x11, reason: 'UNKNOWN_REQUEST' } as const;
      board.lie((message) =>
        message.name === 'TRANSFER_QUERY' ? { ...message, kind: 'answer', name: 'REJECTED', body } : message,
      );
      await board.expectNoAnswer(board.driver.creditMeter.query(transferId, null));
      await board.untilFault('PROTOCOL_VERSION');
    },
  },
  {
    sends: 'no answer to any of four sendings of a request',
    does: 'ends the connection: `SILENT`, or `BAD_FRAMES` when something unusable came within five seconds',
    holds: async (board) => {
      await board.ready();
      board.mute('TRANSFER_QUERY');
      await board.expectNoAnswer(board.driver.creditMeter.query(transferId, null));
      await board.untilFault('SILENT');
      expect(board.heard('TRANSFER_QUERY')).toBe(4);
    },
  },
  {
    sends: 'no answer to `TRANSFER_BEGIN`',
    does: 'sends `TRANSFER_QUERY` after 400 ms; begins again only if the answer is `UNKNOWN`',
    holds: async (board) => {
      await board.ready();
      board.mute('TRANSFER_BEGIN');
      expect(await board.run(board.driver.creditMeter.transfer(order))).toEqual({
        outcome: 'credited',
        amount,
      });
      expect([board.heard('TRANSFER_BEGIN'), board.heard('TRANSFER_QUERY')]).toEqual([1, 1]);
      expect(board.cabinet.state.meters.cashlessIn).toBe(2_000);
    },
  },
  {
    sends: 'another `magic`, or an empty `serial`',
    does: 'does not use the board: `WRONG_BOARD`',
    holds: async (board) => {
      board.lie(rewritten(['IDENTIFY'], { serial: '' }));
      board.driver.start();
      await board.untilFault('WRONG_BOARD');
    },
  },
  {
    sends: 'another `protocol`',
    does: 'does not use the board and asks nothing more: `PROTOCOL_VERSION`',
    holds: async (board) => {
      board.lie(rewritten(['IDENTIFY'], { protocol: 2 }));
      board.driver.start();
      await board.untilFault('PROTOCOL_VERSION');
      expect(board.heard('CONFIGURATION')).toBe(0);
    },
  },
  {
    sends: '`denomination` 0',
    does: 'counts the answer as unusable, asks again, and gives up: `BAD_FRAMES`',
    holds: async (board) => {
      board.zeroDenomination();
      board.driver.start();
      await board.untilFault('BAD_FRAMES');
    },
  },
  {
    sends: 'a transfer record with another id than the one asked about, or `REFUSED` without a reason',
    does: 'ends the connection at once: `BAD_FRAMES`; the outcome stays open and is asked for again afterwards',
    holds: async (board) => {
      for (const change of [{ transferId: '000042-0000000004' }, { state: 'REFUSED', reason: 'NONE' }]) {
        await board.ready();
        const honest = board.lie(rewritten(['TRANSFER_BEGIN'], change));
        await board.expectNoAnswer(board.driver.creditMeter.transfer(order));
        await board.untilFault('BAD_FRAMES');
        honest();
        await board.untilReady();
        expect(await board.run(board.driver.creditMeter.query(transferId, null))).toEqual({
          outcome: 'credited',
          amount,
        });
      }
      expect(board.cabinet.state.meters.cashlessIn).toBe(2_000);
    },
  },
  {
    sends: '`UNKNOWN` in answer to `TRANSFER_BEGIN` or `TRANSFER_CANCEL`',
    does: 'ends the connection at once: `BAD_FRAMES`',
    holds: async (board) => {
      await board.ready();
      const honest = board.lie(rewritten(['TRANSFER_BEGIN'], { state: 'UNKNOWN' }));
      await board.expectNoAnswer(board.driver.creditMeter.transfer(order));
      await board.untilFault('BAD_FRAMES');
      honest();
      await board.untilReady();
      board.lie(rewritten(['TRANSFER_CANCEL'], { state: 'UNKNOWN' }));
      await board.expectNoAnswer(board.driver.creditMeter.cancel('000042-0000000006', null));
      await board.untilFault('BAD_FRAMES');
    },
  },
  {
    sends: 'an id of another series, or one that no bridge writes, in answer to `TRANSFER_HIGHEST`',
    does: 'ends the connection at once: `BAD_FRAMES`; does not take the answer as "none"',
    holds: async (board) => {
      await board.ready();
      await board.run(board.driver.creditMeter.transfer(order));
      for (const odd of ['000043-0000000005', '000042-zzz']) {
        const honest = board.lie(rewritten(['TRANSFER_HIGHEST'], { transferId: odd }));
        await board.expectNoAnswer(board.driver.creditMeter.lastTransferId('000042'));
        await board.untilFault('BAD_FRAMES');
        honest();
        await board.untilReady();
      }
      expect(await board.run(board.driver.creditMeter.lastTransferId('000042'))).toBe(transferId);
    },
  },
  {
    sends: '`FORGOTTEN`',
    does: 'does not take it as an answer to the question: the transfer stays open, and the connection continues',
    holds: async (board) => {
      await board.ready();
      board.lie(rewritten(['TRANSFER_QUERY'], { state: 'FORGOTTEN' }));
      await board.expectNoAnswer(board.driver.creditMeter.query(transferId, null), 'FORGOTTEN');
      expect(board.driver.status.connection).toBe('ready');
    },
  },
  {
    sends: '`PENDING` again and again',
    does: 'asks every 500 ms for as long as that lasts, and begins no other transfer meanwhile',
    holds: async (board) => {
      await board.ready();
      board.lie(
        rewritten(['TRANSFER_BEGIN', 'TRANSFER_QUERY'], { ...record, state: 'PENDING', credited: 0 }),
        21,
      );
      expect(await board.run(board.driver.creditMeter.transfer(order))).toEqual({
        outcome: 'credited',
        amount,
      });
      expect(board.heard('TRANSFER_QUERY')).toBe(21);
    },
  },
  {
    sends: 'a notice before it has answered the first four requests of a connection',
    does: 'keeps it, and uses it after those answers',
    holds: async (board) => {
      const body = { eventId: 9, kind: 'STACKED', value: 500 } as const;
      board.once('IDENTIFY', () =>
        board.send(encodeMessage({ kind: 'notice', name: 'NOTE_EVENT', sequence: 1, body })),
      );
      await board.ready();
      expect(board.notes).toEqual([{ eventId: 9, kind: 'STACKED', minor: 500, currency: 'USD' }]);
    },
  },
  {
    sends: '`NOTE_IN_ESCROW` while the kiosk takes no notes, or with a number that it does not know',
    does: 'answers `ESCROW`, return',
    holds: async (board) => {
      await board.ready();
      const body = { escrowId: 77, value: 2_000 };
      board.send(encodeMessage({ kind: 'notice', name: 'NOTE_IN_ESCROW', sequence: 1, body }));
      await board.pass(10);
      expect(board.last('ESCROW')).toMatchObject({ body: { escrowId: 77, decision: 'RETURN' } });
    },
  },
  {
    sends: '`TRANSFER` about an id that nobody waits for, or `STATUS` that tells nothing new',
    does: 'ignores it; `TRANSFER` is only ever a hint to ask by `TRANSFER_QUERY`',
    holds: async (board) => {
      await board.ready();
      const before = board.driver.status;
      board.send(encodeMessage({ kind: 'notice', name: 'TRANSFER', sequence: 1, body: record } as Message));
      await board.pass(10);
      expect(board.heard('TRANSFER_QUERY')).toBe(0);
      expect(board.driver.status).toEqual(before);
    },
  },
  {
    sends: '`enabledNotes` that differ from what it was told',
    does: 'sends `ENABLE_NOTES` again after the next `STATUS`',
    holds: async (board) => {
      await board.ready();
      board.driver.noteAcceptor.accept(true);
      await board.pass(600);
      board.lie(rewritten(['STATUS'], { enabledNotes: 0 }), 2);
      const before = board.heard('ENABLE_NOTES');
      await board.pass(2_100);
      expect(board.heard('ENABLE_NOTES')).toBe(before + 2);
    },
  },
];

describe('the kiosk, as docs/cabinet-hid.md tells of odd input,', () => {
  it('is told of all of it, and of nothing else', () => {
    const documented = documentTable('cabinet-hid.md', 'Odd input at the kiosk');
    expect(documented).toEqual(rows.map(({ sends, does }) => [sends, does]));
  });

  it.each(rows)('told $sends: $does', async ({ holds }) => {
    const board = new StrangeBoard();
    try {
      await expect(holds(board)).resolves.toBeUndefined();
    } finally {
      await board.end();
    }
  });
});
