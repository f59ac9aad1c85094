import { asJournalError } from './journal-failure.ts';
import type { Journal } from './journal.ts';
import { LostJournal } from './lost-journal.ts';
import { openDatabase } from './open-database.ts';
import { SqliteJournal } from './sqlite-journal.ts';

/**
 * Opens the journal of this machine; the directory of the file exists. Never throws: where it cannot be trusted, the
 * journal returned refuses everything and says why in {@link Journal.problem}, so that the kiosk runs, shows it and
 * credits nothing.
 * @param clock its wall clock stamps the records.
 */
export function openJournal(file: string, clock: { wallNow(): number }): Journal {
  try {
    return new SqliteJournal(openDatabase(file), clock);
  } catch (cause) {
    return new LostJournal(asJournalError(cause));
  }
}
