import { asJournalError } from './journal-failure.ts';
import type { Journal, JournalPorts } from './journal.ts';
import { LostJournal } from './lost-journal.ts';
import { openDatabase } from './open-database.ts';
import { SqliteJournal } from './sqlite-journal.ts';

/**
 * Opens the journal of this machine. Never throws: where it can not be trusted, what comes back refuses everything and
 * says why in {@link Journal.problem}, so that the kiosk runs, shows it and credits nothing.
 */
export function openJournal(file: string, ports: JournalPorts): Journal {
  try {
    return new SqliteJournal(openDatabase(file), ports);
  } catch (cause) {
    return new LostJournal(asJournalError(cause));
  }
}
