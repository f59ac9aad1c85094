/** Which credits of a board correct the journal, on the real driver and a virtual cabinet. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { boardOf, type BoardMemory } from '../../protocol/cabinet.ts';
import { StrangeBoard } from '../../test/support/board/strange-board.ts';
import type { Journal } from '../journal/journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import { BoardInService } from './board-in-service.ts';
import { BoardMemoryCheck } from './board-memory-check.ts';

const ID = '000042-0000000005';
const LAST = '000042-0000000006';
const usd = (minor: number) => ({ minor, currency: 'USD' });

let directory: string;
let board: StrangeBoard;
let memory: BoardMemory;
let journal: Journal;
let boards: BoardInService;
let corrected: string[];
let check: BoardMemoryCheck;

/** The board has credited 20.00 under the id, and does not know the last word that the journal has from it. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'topper-check-'));
  journal = openJournal(join(directory, 'journal.db'), { wallNow: () => 1 });
  board = new StrangeBoard();
  corrected = [];
  const { driver: machine, clock } = board;
  boards = new BoardInService({ machine, journal, logger: pino({ level: 'silent' }) });
  const correct = ({ transferId }: { transferId: string }): number => corrected.push(transferId);
  check = new BoardMemoryCheck({ machine, boards, journal, correct, clock, due: () => undefined });
  await board.ready();
  const present = boardOf(machine.status);
  if (present === null) throw new Error('the board is not there');
  memory = present;
  const order = { transferId: ID, amount: usd(2_000), lifetimeMs: 60_000 };
  await board.run(machine.creditMeter.transfer(order));
});
afterEach(async () => {
  await board.end();
  journal.close();
  rmSync(directory, { recursive: true, force: true });
});

function refused(requested: number | null, by = memory): void {
  const amount = requested === null ? null : usd(requested);
  journal.begin({ transferId: ID, fundingId: 'f-1', amount, board: by });
  journal.settle(ID, { outcome: 'refused', reason: 'CANCELLED' });
  journal.begin({ transferId: LAST, fundingId: 'f-2', amount: usd(500), board: memory });
  journal.settle(LAST, { outcome: 'credited', amount: usd(500) });
}

/** As it is when the board has just been plugged in. */
async function plugIn(): Promise<void> {
  board.cabinet.act({ action: 'cable', plugged: false });
  await board.untilFault('ABSENT');
  board.cabinet.act({ action: 'cable', plugged: true });
  await board.untilReady();
}

it.each([
  ['of the order', 2_000, [ID]],
  ['of an order whose amount the journal does not know', null, [ID]],
  ['of another order, whose id it was', 1_000, []],
])('a credit %s, which the journal has as refused', async (_, requested, expected) => {
  refused(requested);
  await plugIn();
  await board.run(check.make());
  expect(corrected).toEqual(expected);
  expect(boards.isOlder).toBe(true);
});

it('a credit of one board says nothing of what another one has refused [confirmed-only]', async () => {
  refused(2_000, { ...memory, memoryId: '99aa00ff' });
  await plugIn();
  await board.run(check.make());
  expect(corrected).toEqual([]);
});

it('is looked for, too, in a memory that is older by its notes', async () => {
  refused(2_000);
  await plugIn();
  boards.foundOlder(memory);
  await board.run(check.make());
  expect(corrected).toEqual([ID]);
});
