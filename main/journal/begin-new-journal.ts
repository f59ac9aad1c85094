import { existsSync, renameSync } from 'node:fs';
import type { JournalError } from './journal.ts';
import { openJournal } from './open-journal.ts';

/**
 * Puts a journal that cannot be trusted aside, for the audit, and begins a new one; whoever lets a person do so records
 * who it was. The kiosk must start anew on it.
 * @returns where the old one is now, and what is wrong with the new one, null being nothing.
 */
export function beginNewJournal(
  file: string,
  clock: { wallNow(): number },
): { aside: string; problem: JournalError | null } {
  const aside = `${file}.aside-${clock.wallNow()}`;
  for (const part of ['', '-wal', '-shm', '-journal', '.exists']) {
    if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${aside}${part}`);
  }
  const journal = openJournal(file, clock);
  const { problem } = journal;
  journal.close();
  return { aside, problem };
}
