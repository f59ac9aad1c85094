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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  it('remembers an intent and its board across a restart (M3)', () => {
    journal.begin({ transferId: '000042-0000000001', amount, board });
    reopen();
    expect(journal.open()).toEqual([
      {
        transferId: '000042-0000000001',
        requested: amount,
        board,
        outcome: null,
        acknowledged: false,
        at: 1,
      },
    ]);
  });

  it('keeps what the cabinet confirmed until the bridge acknowledges it, and knows it after that', () => {
    journal.begin({ transferId: '000042-0000000001', amount, board });
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

  it('records the refusal of an id that no order came for', () => {
    journal.refuse({ transferId: '000042-0000000009', amount: null, reason: 'CANCELLED' });
    expect(journal.find('000042-0000000009')).toMatchObject({
      requested: null,
      board: null,
      outcome: { outcome: 'refused', reason: 'CANCELLED' },
    });
  });

  it('takes an id once, and stops when that is tried again (M1)', () => {
    journal.begin({ transferId: '000042-0000000001', amount, board });
    expect(() => journal.begin({ transferId: '000042-0000000001', amount, board })).toThrow(/UNIQUE/);
    expect(journal.problem?.code).toBe('DAMAGED');
    expect(problems).toEqual([journal.problem]);
  });

  it('lets no outcome be changed by a later one', () => {
    journal.begin({ transferId: '000042-0000000001', amount, board });
    journal.settle('000042-0000000001', { outcome: 'refused', reason: 'CANCELLED' });
    expect(() => journal.settle('000042-0000000001', { outcome: 'credited', amount })).toThrow(/not one/);
  });

  it('keeps what a board says of a transfer that an attendant has taken over, and reports it', () => {
    journal.begin({ transferId: '000042-0000000001', amount, board });
    journal.handOver('000042-0000000001');
    expect(journal.open()).toMatchObject([{ acknowledged: true }]);
    journal.settle('000042-0000000001', { outcome: 'credited', amount });
    expect(journal.unreported()).toHaveLength(1);
  });

  it('does not take an open transfer for reported', () => {
    journal.begin({ transferId: '000042-0000000001', amount, board });
    journal.acknowledge('000042-0000000001');
    expect(journal.open()).toHaveLength(1);
  });

  it('counts a note once per board memory and event id (M5)', () => {
    expect(journal.recordNote('0badcafe', stacked)).toBe(true);
    expect(journal.recordNote('0badcafe', stacked)).toBe(false);
    expect(journal.recordNote('00000001', stacked)).toBe(true);
    reopen();
    expect(journal.unreportedNotes().map((record) => record.memoryId)).toEqual(['0badcafe', '00000001']);
    journal.acknowledgeNote('0badcafe', 7);
    expect(journal.unreportedNotes().map((record) => record.memoryId)).toEqual(['00000001']);
    expect(journal.recentNotes(10)).toHaveLength(2);
  });

  it.skipIf(process.platform === 'win32')('is nobody else’s to read', () => {
    journal.refuse({ transferId: '000042-0000000001', amount, reason: 'EXPIRED' });
    const modes = readdirSync(directory).map((name) => statSync(join(directory, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('shows the newest first', () => {
    for (let n = 1; n <= 40; n += 1) {
      journal.refuse({
        transferId: `000042-00000000${String(n).padStart(2, '0')}`,
        amount,
        reason: 'EXPIRED',
      });
    }
    const ids = journal.recent(35).map((record) => record.transferId);
    expect(ids).toHaveLength(35);
    expect(ids[0]).toBe('000042-0000000040');
  });
});

describe('an id that is not in the journal', () => {
  it('was certainly never ordered, unless it is from before the journal began (M2)', () => {
    expect(journal.covers('000042-0000000005')).toBe(false);
    journal.refuse({ transferId: '000042-0000000005', amount, reason: 'EXPIRED' });
    expect(journal.covers('000042-0000000004')).toBe(false);
    expect(journal.covers('000042-0000000006')).toBe(true);
    expect(journal.covers('000043-0000000006')).toBe(false);
  });
});

describe('the last transfer id', () => {
  it('is the highest of the machine’s present designation, in whatever order they came (M1)', () => {
    expect(journal.lastTransferId()).toBeNull();
    for (const transferId of ['000099-0000000900', '000042-0000000003', '000042-0000000002']) {
      journal.refuse({ transferId, amount, reason: 'EXPIRED' });
    }
    expect(journal.lastTransferId()).toBe('000042-0000000003');
  });
});

describe('a journal that can not be trusted', () => {
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
      journal.refuse({ transferId: `000042-000000${n}`, amount, reason: 'EXPIRED' });
    }
    journal.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 8192, 8192 + 8192);
    writeFileSync(file, bytes);
    journal = openJournal(file, clock);
    expect(journal.problem?.code).toBe('DAMAGED');
  });

  it('says so when it can not be written at all', () => {
    const nowhere = openJournal(join(directory, 'absent', 'journal.db'), clock);
    expect(nowhere.problem?.code).toBe('CANNOT_WRITE');
  });

  it('is refused while another kiosk holds it', () => {
    const second = openJournal(file, clock);
    expect(second.problem?.code).toBe('IN_USE');
  });
});
