/**
 * A journal that lost its newest rows without an error (docs/decisions/0013): the real file of a kiosk that was really
 * killed, its write-ahead log really damaged, with the board that knows better.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../hardware/clock.ts';
import type { Journal } from '../../main/journal/journal.ts';
import { openJournal } from '../../main/journal/open-journal.ts';
import type { Kiosk } from '../../main/kiosk-ports.ts';
import type { BoardMemory } from '../../protocol/cabinet.ts';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import {
  copyJournal,
  damageJournal,
  journalDamages,
  type JournalDamage,
} from '../support/damage/journal-damage.ts';
import type { Service } from '../support/service.ts';
import { waitFor } from '../support/wait.ts';

const KEPT = '000042-0000000001';
const LOST_TOO = '000042-0000000002';
const LOST = '000042-0000000003';
const credited = { outcome: 'credited', amount: { minor: 2000, currency: 'USD' } } as const;

let core: CoreFixture;
/** All three are on the meter; the bridge has heard of the first. */
let onTheMeter: number;
let board: BoardMemory;

beforeAll(async () => {
  core = await CoreFixture.start();
  let kiosk = await startKiosk();
  await core.bridge.expect('code.request'); // all of a first journal is in its write-ahead log
  await kiosk.kill();
  copyJournal(core.journalFile, kept('first run'));

  kiosk = await startKiosk();
  await credit(KEPT);
  await kiosk.stop(); // which folds the write-ahead log into the file
  kiosk = await startKiosk();
  core.bridge.acknowledge = false;
  await credit(LOST_TOO);
  await credit(LOST);
  await kiosk.kill();
  copyJournal(core.journalFile, kept('all'));
  core.bridge.acknowledge = true;
  board = core.bridge.board;
  onTheMeter = (await core.meters()).cashlessIn;
});
afterEach(async () => {
  await core.stopKiosk();
  await core.cabinet.act({ action: 'cable', plugged: true });
});
afterAll(async () => {
  await core.stop();
});

describe.each(journalDamages)('a journal with a %s', (damage) => {
  it('opens as sound, has lost its newest word and no other, and says of the transfer what it still knows', () => {
    const file = join(core.directory, 'looked-at');
    copyJournal(kept('all'), file);
    damageJournal(file, damage);
    read(file, (journal) => {
      expect(journal.problem).toBeNull();
      expect(journal.find(KEPT)).toMatchObject({ outcome: credited, acknowledged: true });
      expect(journal.boardInService()).toEqual(board);
      // A torn frame takes one change with it, the outcome; the log as a whole takes the order too.
      const last = damage === 'torn last frame' ? LOST : KEPT;
      expect(journal.lastTransferId('000042')).toBe(last);
      expect(journal.open().map(({ transferId }) => transferId)).toEqual(last === LOST ? [LOST] : []);
      // This is where the board contradicts the journal: it has more than its last answer in the journal.
      expect(journal.lastWordsOf(board)).toMatchObject([{ transferId: last === LOST ? LOST_TOO : KEPT }]);
    });
  });

  it.each([
    { again: 'asked about', say: () => core.bridge.send({ type: 'transfer.query', transferId: LOST }) },
    { again: 'ordered once more', say: () => core.bridge.order(LOST, 2000) },
  ])('learns the credit from the board, and tells nothing else of it, when it is $again', async ({ say }) => {
    await startDamaged(damage);
    expect((await core.bridge.expect('memory')).boardLast).toBe(LOST);
    say();
    await saysCredited();
  });

  it('does not tell a credit as refused when it is ordered once more while the board is away', async () => {
    await core.cabinet.act({ action: 'cable', plugged: false });
    await startDamaged(damage);
    core.bridge.order(LOST, 2000);
    const answer = await waitFor('an answer', () =>
      core.bridge.received.find((message) => 'transferId' in message && message.transferId === LOST),
    );
    expect(answer).toMatchObject({ type: 'transfer.open', transferId: LOST });
    await core.cabinet.act({ action: 'cable', plugged: true });
    await saysCredited();
  });

  it('learns all that it lost, though it was asked about the newest before it was compared', async () => {
    const elsewhere = { serial: 'VC-ELSEWHERE', memoryId: '00000001' };
    const kiosk = await startDamaged(damage, (journal) => journal.putIntoService(elsewhere, 'tech-1'));
    await waitFor('the credit', () => {
      core.bridge.send({ type: 'transfer.query', transferId: LOST, board });
      return core.bridge.of('transfer.result').some(({ transferId }) => transferId === LOST);
    });
    kiosk.acceptBoard('tech-7');
    await core.bridge.expect('memory');
    await saysCredited();
    read(core.journalFile, (journal) => expect(journal.find(LOST_TOO)?.outcome).toEqual(credited));
  });

  it('is not begun anew where it loses all that it had', () => {
    const file = join(core.directory, 'looked-at');
    copyJournal(kept('first run'), file);
    damageJournal(file, damage);
    read(file, (journal) => {
      if (damage === 'torn last frame') expect(journal.problem).toBeNull();
      else expect(journal.problem?.code).toBe('MISSING');
    });
  });
});

function kept(name: string): string {
  return join(core.directory, `kept ${name}`);
}

async function startKiosk(): Promise<Service> {
  core.bridge.received.length = 0;
  return core.spawnKiosk();
}

async function credit(transferId: string): Promise<void> {
  await core.bridge.expect('memory');
  core.bridge.order(transferId, 2000);
  expect(await core.bridge.result(transferId)).toEqual(credited);
}

async function startDamaged(
  damage: JournalDamage,
  change: ((journal: Journal) => void) | null = null,
): Promise<Kiosk> {
  copyJournal(kept('all'), core.journalFile);
  damageJournal(core.journalFile, damage);
  if (change !== null) read(core.journalFile, change);
  core.bridge.received.length = 0;
  core.bridge.tellAfter = LOST; // the ledger sent it, and knows that it did
  const kiosk = core.startKiosk();
  await core.bridge.expect('hello');
  return kiosk;
}

/** Only that credit, once on the meter, and the same in the journal. */
async function saysCredited(): Promise<void> {
  expect(await core.bridge.result(LOST)).toEqual(credited);
  const told = core.bridge.of('transfer.result').filter(({ transferId }) => transferId === LOST);
  expect(new Set(told.map(({ result }) => result.outcome))).toEqual(new Set(['credited']));
  expect((await core.meters()).cashlessIn).toBe(onTheMeter);
  await core.stopKiosk();
  read(core.journalFile, (journal) => expect(journal.find(LOST)?.outcome).toEqual(credited));
}

function read(file: string, look: (journal: Journal) => void): void {
  const journal = openJournal(file, systemClock);
  try {
    look(journal);
  } finally {
    journal.close();
  }
}
