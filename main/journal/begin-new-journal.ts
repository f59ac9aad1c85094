import { existsSync, renameSync } from 'node:fs';
import type { JournalError } from './journal.ts';
import { openJournal } from './open-journal.ts';

/**
 * Moves a journal that cannot be trusted aside, for the audit, and begins a new one. The caller records which person
 * did it. The kiosk must start anew on it.
 * @returns where the old one is now, and what is wrong with the new one; null: nothing.
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
