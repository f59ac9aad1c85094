import { closeSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { JournalError } from './journal.ts';
import { APPLICATION_ID, SCHEMA_VERSION, migrations } from './schema.ts';

/**
 * Opens the database, or makes the first one on a new machine. A marker file beside it remembers that there was one, so
 * that a missing journal is told apart from a machine that never had one, and is never silently begun anew.
 * @throws {JournalError}
 */
export function openDatabase(file: string): Database.Database {
  const marker = `${file}.exists`;
  const absent = !existsSync(file) || statSync(file).size === 0;
  if (absent && existsSync(marker)) throw missing(file);
  const database = connect(file);
  try {
    configure(database);
    const isNew = readNumber(database, 'user_version') === 0;
    // Nothing was folded into the file yet, and its write-ahead log is lost.
    if (isNew && existsSync(marker)) throw missing(file);
    if (isNew) checkEmpty(database);
    else check(database, file);
    migrate(database);
  } catch (error) {
    closeDatabase(database);
    throw error;
  }
  if (!existsSync(marker)) keep(marker);
  return database;
}

function missing(file: string): JournalError {
  return new JournalError('MISSING', `the journal ${file} is gone; this machine had one`);
}

/** Nobody but the kiosk's user reads it; the write-ahead log takes the mode of the file. */
function connect(file: string): Database.Database {
  try {
    closeSync(openSync(file, 'a', 0o600));
    return new Database(file);
  } catch (cause) {
    throw new JournalError('CANNOT_WRITE', `the journal ${file} cannot be opened`, { cause });
  }
}

/**
 * Folds the write-ahead log into the file and lets go of the lock, which `close` alone keeps while a prepared statement
 * waits for the garbage collector.
 */
export function closeDatabase(database: Database.Database): void {
  try {
    database.exec(
      'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema',
    );
  } catch {
    // A damaged file or another's lock: nothing of ours is left to fold in, and the process's end frees the lock.
  }
  database.close();
}

function configure(database: Database.Database): void {
  // One kiosk per journal: the lock is held for the life of the process. It also spares the shared-memory file.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  // In WAL mode FULL means one fsync per commit, before the commit returns [durable-first].
  database.exec('PRAGMA synchronous = FULL');
  // Takes the lock now rather than at the first transfer.
  database.exec('BEGIN EXCLUSIVE; COMMIT');
}

function checkEmpty(database: Database.Database): void {
  const tables = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get();
  if (numberOf(tables, 'tables') !== 0) {
    throw new JournalError('DAMAGED', 'the journal file holds something else');
  }
}

function migrate(database: Database.Database): void {
  const present = readNumber(database, 'user_version');
  if (present === SCHEMA_VERSION) return;
  database.exec(
    `BEGIN EXCLUSIVE;
     PRAGMA application_id = ${APPLICATION_ID};
     ${migrations.slice(present).join('\n')}
     PRAGMA user_version = ${SCHEMA_VERSION};
     COMMIT;`,
  );
}

function check(database: Database.Database, file: string): void {
  if (readNumber(database, 'application_id') !== APPLICATION_ID) {
    throw new JournalError('DAMAGED', `${file} is not a journal of this product`);
  }
  if (readNumber(database, 'user_version') > SCHEMA_VERSION) {
    throw new JournalError('NEWER_VERSION', `the journal ${file} was written by a newer version`);
  }
  const verdict = database.prepare('PRAGMA integrity_check(1)').get();
  if (!isRecord(verdict) || verdict['integrity_check'] !== 'ok') {
    throw new JournalError('DAMAGED', `the journal ${file} is damaged: ${JSON.stringify(verdict)}`);
  }
}

function readNumber(database: Database.Database, pragma: string): number {
  return numberOf(database.prepare(`PRAGMA ${pragma}`).get(), pragma);
}

function numberOf(row: unknown, column: string): number {
  const value = isRecord(row) ? row[column] : undefined;
  if (typeof value !== 'number') throw new JournalError('DAMAGED', `the journal has no ${column}`);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function keep(marker: string): void {
  const handle = openSync(marker, 'a', 0o600);
  fsyncSync(handle);
  closeSync(handle);
  if (process.platform === 'win32') return; // where a directory cannot be opened, nor needs to be
  const directory = openSync(dirname(marker), 'r');
  fsyncSync(directory);
  closeSync(directory);
}
