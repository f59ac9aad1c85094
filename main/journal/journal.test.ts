import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NoteId } from '../../protocol/cabinet.ts';
import type { TransferOutcome } from '../../protocol/transfer.ts';
import type { Journal, JournalError } from './journal.ts';
import { openJournal } from './open-journal.ts';

const board = { serial: 'VC-1', memoryId: '0badcafe' };
const amount = { minor: 2000, currency: 'USD' };
const stacked = { eventId: 7, kind: 'STACKED', minor: 500, currency: 'USD' } as const;

let problems: JournalError[];
let directory: string;
let file: string;
let journal: Journal;

const clock = { wallNow: () => 1 };

const reopen = () => {
  journal.close();
  journal = openJournal(file, clock);
};

beforeEach(() => {
  problems = [];
  directory = mkdtempSync(join(tmpdir(), 'topper-journal-'));
  file = join(directory, 'journal.db');
  journal = openJournal(file, clock);
  journal.onProblem((problem) => problems.push(problem));
});
afterEach(() => {
  journal.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('the journal', () => {
  it('remembers an intent and its board across a restart [durable-first]', () => {
    journal.begin({ transferId: '000042-0000000001', fundingId: 'f-1', amount, board });
    reopen();
    expect(journal.open()).toEqual([
      {
        transferId: '000042-0000000001',
        fundingId: 'f-1',
        requested: amount,
        board,
        outcome: null,
        acknowledged: false,
        begun: false,
        at: 1,
      },
    ]);
  });

  it('keeps what the cabinet confirmed until the bridge acknowledges it, and knows it after that', () => {
    journal.begin({ transferId: '000042-0000000001', fundingId: 'f-1', amount, board });
    journal.settle('000042-0000000001', { outcome: 'credited', amount: { minor: 1500, currency: 'USD' } });
    reopen();
    expect(journal.open()).toEqual([]);
    expect(journal.unreported()).toHaveLength(1);
    journal.acknowledge('000042-0000000001');
    expect(journal.unreported()).toEqual([]);
    expect(journal.find('000042-0000000001')?.outcome).toEqual({
      outcome: 'credited',
      amount: { minor: 1500, currency: 'USD' },
    });
  });

  it('records an order that was refused before it went to any board', () => {
    journal.refuse({ transferId: '000042-0000000009', fundingId: 'f-1', amount, reason: 'EXPIRED' });
    expect(journal.find('000042-0000000009')).toMatchObject({
      fundingId: 'f-1',
      board: null,
      outcome: { outcome: 'refused', reason: 'EXPIRED' },
    });
  });

  it('takes an id once, and stops when that is tried again [exactly-once]', () => {
    journal.begin({ transferId: '000042-0000000001', fundingId: 'f-1', amount, board });
    expect(() => journal.begin({ transferId: '000042-0000000001', fundingId: 'f-2', amount, board })).toThrow(
      /UNIQUE/,
    );
    expect(journal.problem?.code).toBe('DAMAGED');
    expect(problems).toEqual([journal.problem]);
  });

  it('lets no outcome be changed by a later one', () => {
    journal.begin({ transferId: '000042-0000000001', fundingId: 'f-1', amount, board });
    journal.settle('000042-0000000001', { outcome: 'refused', reason: 'CANCELLED' });
    expect(() => journal.settle('000042-0000000001', { outcome: 'credited', amount })).toThrow(/not one/);
  });

  it('keeps what a board says of a transfer that an attendant has settled by hand, and reports it', () => {
    journal.begin({ transferId: '000042-0000000001', fundingId: 'f-1', amount, board });
    journal.settleByHand('000042-0000000001');
    expect(journal.open()).toMatchObject([{ acknowledged: true }]);
    journal.settle('000042-0000000001', { outcome: 'credited', amount });
    expect(journal.unreported()).toHaveLength(1);
  });

  it('does not take an open transfer for reported', () => {
    journal.begin({ transferId: '000042-0000000001', fundingId: 'f-1', amount, board });
    journal.acknowledge('000042-0000000001');
    expect(journal.open()).toHaveLength(1);
  });

  it('finds what may be on a meter for a funding, under whatever id [exactly-once]', () => {
    const [first, second, third] = ['000042-0000000001', '000042-0000000002', '000042-0000000003'] as const;
    expect(journal.mayHaveCredited('f-1')).toBeNull();
    journal.begin({ transferId: first, fundingId: 'f-1', amount, board });
    reopen();
    expect(journal.mayHaveCredited('f-1')).toMatchObject({ transferId: first, outcome: null });
    expect(journal.begin({ transferId: second, fundingId: 'f-1', amount, board })).toBe(false);
    journal.settle(first, { outcome: 'refused', reason: 'CANCELLED' });
    expect(journal.mayHaveCredited('f-1')).toBeNull();
    journal.begin({ transferId: second, fundingId: 'f-1', amount, board });
    journal.settle(second, { outcome: 'credited', amount });
    journal.acknowledge(second);
    reopen();
    expect(journal.mayHaveCredited('f-1')).toMatchObject({ transferId: second });
    expect(journal.mayHaveCredited('f-2')).toBeNull();
    expect(journal.begin({ transferId: third, fundingId: 'f-1', amount, board })).toBe(false);
    expect(journal.find(third)).toBeNull();
    expect(journal.problem).toBeNull();
  });

  it('takes an open order whose funding it does not know for that of any, until a person has settled it', () => {
    const known = { transferId: '000042-0000000001', requested: amount, outcome: null };
    journal.learn(board, [known], null);
    expect(journal.mayHaveCredited('f-1')).toMatchObject({ transferId: known.transferId, fundingId: null });
    reopen();
    expect(journal.mayHaveCredited('f-1')).toMatchObject({ transferId: known.transferId });
    journal.settleByHand(known.transferId);
    expect(journal.mayHaveCredited('f-1')).toBeNull();
  });

  it('counts a note once per board memory and event id [stacked-notes]', () => {
    expect(journal.lastEventId('0badcafe')).toBe(0);
    expect(journal.recordNote('0badcafe', stacked)).toBe('new');
    expect(journal.recordNote('0badcafe', stacked)).toBe('repeated');
    expect(journal.recordNote('0badcafe', { ...stacked, minor: stacked.minor + 500 })).toBe('other');
    expect(journal.recordNote('00000001', stacked)).toBe('new');
    reopen();
    expect(journal.lastEventId('0badcafe')).toBe(7);
    expect(journal.unreportedNotes().map((record) => record.memoryId)).toEqual(['0badcafe', '00000001']);
    journal.acknowledgeNote('0badcafe', 7);
    expect(journal.unreportedNotes().map((record) => record.memoryId)).toEqual(['00000001']);
    expect(journal.recentNotes(10)).toHaveLength(2);
  });

  it('tells the notes again that came after the last one that the ledger has [stacked-notes]', () => {
    const events = [
      ['0badcafe', 7],
      ['0badcafe', 9],
      ['00000001', 1],
    ] as const;
    const told = (after: NoteId | null): number[] => {
      for (const [memoryId, eventId] of events) journal.acknowledgeNote(memoryId, eventId);
      journal.tellNotesAgain(after);
      return journal.unreportedNotes().map(({ note }) => note.eventId);
    };
    for (const [memoryId, eventId] of events) journal.recordNote(memoryId, { ...stacked, eventId });
    expect(told(null)).toEqual([7, 9, 1]);
    expect(told({ memoryId: '0badcafe', eventId: 7 })).toEqual([9, 1]);
    expect(told({ memoryId: '0badcafe', eventId: 8 })).toEqual([9, 1]);
    expect(told({ memoryId: '00000001', eventId: 1 })).toEqual([]);
    expect(told({ memoryId: '00000001', eventId: 2 })).toEqual([]);
    expect(told({ memoryId: 'ffffffff', eventId: 2 })).toEqual([7, 9, 1]);
  });

  it.skipIf(process.platform === 'win32')('is nobody else’s to read', () => {
    journal.refuse({ transferId: '000042-0000000001', fundingId: 'f-1', amount, reason: 'EXPIRED' });
    const modes = readdirSync(directory).map((name) => statSync(join(directory, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('shows the newest first', () => {
    for (let n = 1; n <= 40; n += 1) {
      journal.refuse({
        transferId: `000042-00000000${String(n).padStart(2, '0')}`,
        fundingId: 'f-1',
        amount,
        reason: 'EXPIRED',
      });
    }
    const ids = journal.recent(35).map((record) => record.transferId);
    expect(ids).toHaveLength(35);
    expect(ids[0]).toBe('000042-0000000040');
  });
});

describe('the last transfer id', () => {
  it('is the highest of the designation, in whatever order they came [exactly-once]', () => {
    expect(journal.lastTransferId('000042')).toBeNull();
    for (const transferId of ['000099-0000000900', '000042-0000000003', '000042-0000000002']) {
      journal.refuse({ transferId, fundingId: 'f-1', amount, reason: 'EXPIRED' });
    }
    expect(journal.lastTransferId('000042')).toBe('000042-0000000003');
    expect(journal.lastTransferId('000099')).toBe('000099-0000000900');
  });
});

describe('what a board knows and the journal does not', () => {
  const learned = (number: number, outcome: TransferOutcome | null) => ({
    transferId: `000042-000000000${number}`,
    requested: amount,
    outcome,
  });

  it('is learned whole, and told to the bridge', () => {
    journal.learn(
      board,
      [learned(1, { outcome: 'credited', amount }), learned(2, null)],
      '000042-0000000001',
    );
    reopen();
    expect(journal.unreported()).toMatchObject([{ transferId: '000042-0000000001', fundingId: null, board }]);
    expect(journal.open()).toMatchObject([{ transferId: '000042-0000000002', requested: amount }]);
    expect(journal.incompleteBelow('000042')).toBe('000042-0000000001');
    expect(journal.incompleteBelow('000043')).toBeNull();
  });

  it('is learned not at all where it cannot be learned whole', () => {
    expect(() => journal.learn(board, [learned(1, null), learned(1, null)], null)).toThrow();
    journal.close();
    journal = openJournal(file, clock);
    expect(journal.find('000042-0000000001')).toBeNull();
  });
});

describe('the last word of a board', () => {
  it('is the last outcome that it told, not what never reached it', () => {
    const begin = (number: number) => {
      const transferId = `000042-000000000${number}`;
      journal.begin({ transferId, fundingId: `f-${number}`, amount, board });
      return transferId;
    };
    journal.settle(begin(1), { outcome: 'credited', amount });
    journal.settle(begin(2), { outcome: 'refused', reason: 'CABINET_UNAVAILABLE' });
    begin(3);
    expect(journal.lastWordsOf(board)).toEqual([
      { transferId: '000042-0000000001', requested: amount, outcome: 'credited' },
    ]);
    expect(journal.lastWordsOf({ ...board, memoryId: '00000001' })).toEqual([]);
    journal.settle(begin(0), { outcome: 'refused', reason: 'EXPIRED' }); // overtaken by the others
    expect(journal.lastWordsOf(board)).toMatchObject([
      { transferId: '000042-0000000000', outcome: 'refused' },
    ]);
  });

  it('is also that it has begun what has not ended [confirmed-only]', () => {
    const transferId = '000042-0000000001';
    journal.begin({ transferId, fundingId: 'f-1', amount, board });
    journal.noteBegun(transferId);
    reopen();
    expect(journal.lastWordsOf(board)).toEqual([{ transferId, requested: amount, outcome: 'begun' }]);
    expect(journal.lastWordsOf({ ...board, memoryId: '00000001' })).toEqual([]);
    journal.settle(transferId, { outcome: 'credited', amount });
    expect(journal.lastWordsOf(board)).toEqual([{ transferId, requested: amount, outcome: 'credited' }]);
    expect(() => journal.noteBegun(transferId)).toThrow();
  });
});

describe('a credit that its board was said to have refused', () => {
  const transferId = '000042-0000000001';

  it('counts from then on, is told to the bridge, and leaves what it was before [exactly-once]', () => {
    journal.begin({ transferId, fundingId: 'f-1', amount, board });
    journal.settle(transferId, { outcome: 'refused', reason: 'CANCELLED' });
    journal.acknowledge(transferId);
    journal.correct(transferId, amount);
    reopen();
    const credited = { transferId, board, outcome: { outcome: 'credited', amount }, acknowledged: false };
    expect(journal.unreported()).toMatchObject([credited]);
    expect(journal.mayHaveCredited('f-1')).toMatchObject(credited);
    expect(journal.lastWordsOf(board)).toMatchObject([{ transferId, outcome: 'credited' }]);
    journal.close();
    const database = new Database(file);
    expect(database.prepare('SELECT corrected FROM transfer').all()).toEqual([{ corrected: 'CANCELLED' }]);
    database.close();
    journal = openJournal(file, clock);
  });

  it('is one that the journal has as refused: nothing else is overwritten', () => {
    journal.begin({ transferId, fundingId: 'f-1', amount, board });
    expect(() => journal.correct(transferId, amount)).toThrow();
    expect(problems).toHaveLength(1);
  });
});

describe('a ledger that may lack something', () => {
  const credit = (transferId: string) => {
    journal.begin({ transferId, fundingId: `f-${transferId}`, amount, board });
    journal.settle(transferId, { outcome: 'credited', amount });
    journal.acknowledge(transferId);
  };
  const untold = () => journal.unreported().map(({ transferId }) => transferId);

  it('is told again what came after the id that it knows, and nothing before', () => {
    for (const number of [1, 2, 3]) credit(`000042-000000000${number}`);
    expect(untold()).toEqual([]);
    journal.tellAgain('000042', '000042-0000000001');
    expect(untold()).toEqual(['000042-0000000002', '000042-0000000003']);
  });

  it('is told all where it knows nothing, and what came later under a designation that it lacks', () => {
    for (const transferId of ['000007-0000000001', '000042-0000000001', '000050-0000000001']) {
      credit(transferId);
    }
    journal.tellAgain('000042', '000042-0000000001');
    expect(untold()).toEqual(['000050-0000000001']);
    journal.tellAgain('000099', null);
    expect(untold()).toEqual(['000007-0000000001', '000042-0000000001', '000050-0000000001']);
  });
});

describe('a ledger that lost thousands of transfers', () => {
  it('is told every one of them, oldest first, a portion at a time', () => {
    const id = (number: number) => `000042-${String(number).padStart(10, '0')}`;
    const credited = { requested: amount, outcome: { outcome: 'credited', amount } } as const;
    const lost = Array.from({ length: 1_200 }, (_, index) => ({ transferId: id(index + 1), ...credited }));
    journal.learn(board, lost, null);
    journal.acknowledge(id(1)); // the rest waits for it anyway
    journal.tellAgain('000042', null);
    const ids = (portion?: { skip: number; limit: number }) =>
      journal.unreported(portion).map(({ transferId }) => transferId);
    expect(ids()).toHaveLength(1_200);
    expect(ids({ skip: 0, limit: 2 })).toEqual([id(1), id(2)]);
    expect(ids({ skip: 1_198, limit: 3 })).toEqual([id(1_199), id(1_200)]);
  });
});

describe('a journal that cannot be trusted', () => {
  it('is not begun anew when the file is gone', () => {
    journal.close();
    rmSync(file);
    journal = openJournal(file, clock);
    expect(journal.problem?.code).toBe('MISSING');
    expect(() => journal.open()).toThrow(/is gone/);
  });

  it('is not begun anew when the file is empty', () => {
    journal.close();
    truncateSync(file, 0);
    journal = openJournal(file, clock);
    expect(journal.problem?.code).toBe('MISSING');
  });

  it('says so when the file is not a database', () => {
    journal.close();
    writeFileSync(file, 'not a database, but long enough to be looked at as if it were one'.repeat(100));
    journal = openJournal(file, clock);
    expect(journal.problem?.code).toBe('DAMAGED');
  });

  it('says so when pages in the middle were overwritten', () => {
    for (let n = 1000; n < 1400; n += 1) {
      journal.refuse({ transferId: `000042-000000${n}`, fundingId: 'f-1', amount, reason: 'EXPIRED' });
    }
    journal.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 8192, 8192 + 8192);
    writeFileSync(file, bytes);
    journal = openJournal(file, clock);
    expect(journal.problem?.code).toBe('DAMAGED');
  });

  it('says so when it cannot be written at all', () => {
    const nowhere = openJournal(join(directory, 'absent', 'journal.db'), clock);
    expect(nowhere.problem?.code).toBe('CANNOT_WRITE');
  });

  it('is refused while another kiosk holds it', () => {
    const second = openJournal(file, clock);
    expect(second.problem?.code).toBe('IN_USE');
  });
});
