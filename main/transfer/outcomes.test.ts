import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import { SimulatedClock } from '../../test/support/simulated-clock.ts';
import type { Journal, TransferRecord } from '../journal/journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import { Outcomes } from './outcomes.ts';

const transferId = '000042-0000000001';
const amount = { minor: 2_000, currency: 'USD' };
const board = { serial: 'VC-1', memoryId: '0badcafe' };

let directory: string;
let journal: Journal;
let sent: KioskMessage[];
let outcomes: Outcomes;

/** The bridge has been told that the board has refused the order. */
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'topper-outcomes-'));
  journal = openJournal(join(directory, 'journal.db'), { wallNow: () => 1 });
  sent = [];
  outcomes = new Outcomes({
    witness: () => board,
    journal,
    send: (message) => sent.push(message) > 0,
    saidAll: () => undefined,
    clock: new SimulatedClock(),
    logger: pino({ level: 'silent' }),
  });
  journal.begin({ transferId, fundingId: 'f-1', amount, board });
  outcomes.settle(transferId, amount, { outcome: 'refused', reason: 'CANCELLED' });
});
afterEach(() => {
  outcomes.stop();
  journal.close();
  rmSync(directory, { recursive: true, force: true });
});

const record = (): TransferRecord => {
  const found = journal.find(transferId);
  if (found === null) throw new Error('the journal does not have it');
  return found;
};
const told = () =>
  sent.flatMap((message) => (message.type === 'transfer.result' ? [message.result.outcome] : []));

it('a credit is told until it is acknowledged itself, not the refusal before it [durable-first]', () => {
  outcomes.correct(record(), amount);
  outcomes.acknowledged(transferId); // of the refusal, which was under way
  expect(record().acknowledged).toBe(false);
  expect(told()).toEqual(['refused', 'credited', 'credited']);
  outcomes.acknowledged(transferId);
  expect(record().acknowledged).toBe(true);
});

it('a credit needs one acknowledgement where the refusal has had its own', () => {
  outcomes.acknowledged(transferId);
  outcomes.correct(record(), amount);
  outcomes.acknowledged(transferId);
  expect(record()).toMatchObject({ acknowledged: true, outcome: { outcome: 'credited' } });
});
