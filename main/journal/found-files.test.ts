/** Files that a kiosk finds where its journal should be: of another version, of another program, or with rows that no kiosk wrote. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalError, type Journal } from './journal.ts';
import { LostJournal } from './lost-journal.ts';
import { openJournal } from './open-journal.ts';
import { APPLICATION_ID, migrations, SCHEMA_VERSION } from './schema.ts';

const TRANSFER = '000042-0000000007';

let directory: string;
let file: string;
const opened: Journal[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'topper-journal-'));
  file = join(directory, 'journal.db');
});
afterEach(() => {
  for (const journal of opened.splice(0)) journal.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A database at the place of the journal, as some program left it. */
function leave(statements: string): void {
  const database = new Database(file);
  database.exec(statements);
  database.close();
}

function schemaOf(version: number): string {
  return `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}; ${migrations.slice(0, version).join('\n')}`;
}

function find(): Journal {
  const journal = openJournal(file, { wallNow: () => 1 });
  opened.push(journal);
  return journal;
}

const CREDITED = `INSERT INTO transfer
  (id, requested_minor, requested_currency, board_serial, board_memory, outcome, credited_minor, credited_currency, at)
  VALUES ('${TRANSFER}', 2000, 'USD', 'VC-1', '0badcafe', 'credited', 2000, 'USD', 1)`;

describe('a journal of another version', () => {
  it.each(Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1))(
    'is brought up to date from version %i, and knows what it has credited [exactly-once]',
    (version) => {
      leave(`${schemaOf(version)}; ${CREDITED}`);
      const journal = find();
      expect(journal.problem).toBeNull();
      expect(journal.find(TRANSFER)).toMatchObject({
        board: { serial: 'VC-1', memoryId: '0badcafe' },
        outcome: { outcome: 'credited', amount: { minor: 2000, currency: 'USD' } },
      });
      expect(journal.lastTransferId('000042')).toBe(TRANSFER);
    },
  );

  it('is left alone where it is newer, and known again by the version that wrote it', () => {
    leave(`${schemaOf(SCHEMA_VERSION)}; ${CREDITED}; PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    expect(find().problem?.code).toBe('NEWER_VERSION');
    leave(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    expect(find().find(TRANSFER)?.outcome?.outcome).toBe('credited');
  });
});

describe('a file that is no journal', () => {
  it.each([
    ['that has no version', 'CREATE TABLE payroll (person TEXT)'],
    [
      'of another program',
      'CREATE TABLE payroll (person TEXT); PRAGMA application_id = 7; PRAGMA user_version = 1',
    ],
  ])('%s is refused and left as it was', (_, statements) => {
    leave(statements);
    expect(find().problem?.code).toBe('DAMAGED');
    const database = new Database(file);
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'payroll' }]);
    database.close();
  });
});

describe('a row that makes no sense', () => {
  it('that the schema forbids is found when the journal is opened', () => {
    leave(`${schemaOf(SCHEMA_VERSION)}; PRAGMA ignore_check_constraints = ON;
      ${CREDITED}; UPDATE transfer SET credited_minor = NULL`);
    expect(find().problem).toMatchObject({
      code: 'DAMAGED',
      message: expect.stringMatching(/transfer/) as string,
    });
  });

  it.each([
    ['a transfer', `${CREDITED}; UPDATE transfer SET requested_currency = 'euros'`],
    [
      'a note',
      `INSERT INTO note (memory_id, event_id, kind, minor, currency, at) VALUES ('0badcafe', 1, 'SWALLOWED', 500, 'USD', 1)`,
    ],
    ['a gap', `INSERT INTO incomplete (below, at) VALUES ('000042-soon', 1)`],
  ])('%s is a damaged journal, not a number', (_, row) => {
    leave(`${schemaOf(SCHEMA_VERSION)}; ${row}`);
    const journal = find();
    const read = (): void => {
      journal.find(TRANSFER);
      journal.unreportedNotes();
      journal.boardInService();
      journal.incompleteBelow('000042');
    };
    if (journal.problem === null) expect(read).toThrow(JournalError);
    expect(journal.problem?.code).toBe('DAMAGED');
  });
});

it('a journal that is lost takes nothing down and answers nothing', () => {
  const problem = new JournalError('DAMAGED', 'the journal is damaged');
  const lost = new LostJournal(problem);
  const calls = Object.getOwnPropertyNames(LostJournal.prototype).filter(
    (name) => !['constructor', 'onProblem', 'close'].includes(name),
  );
  expect(calls).toContain('begin');
  for (const name of calls) {
    expect(() => (Reflect.get(lost, name) as () => void).call(lost), name).toThrow(problem);
  }
});
