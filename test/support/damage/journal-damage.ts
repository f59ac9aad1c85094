/** A journal that loses its newest rows without an error: the write-ahead log that a disk leaves which lies about a flush. */
import { cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';

/** A frame's header and its page, https://www.sqlite.org/fileformat2.html#walformat */
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

export const journalDamages = ['torn last frame', 'deleted log', 'zeroed log header'] as const;
export type JournalDamage = (typeof journalDamages)[number];

/** @param file of a journal whose writer was killed. */
export function damageJournal(file: string, damage: JournalDamage): void {
  const log = `${file}-wal`;
  const bytes = readFileSync(log);
  const frameBytes = FRAME_HEADER_BYTES + bytes.readUInt32BE(8);
  if ((bytes.length - WAL_HEADER_BYTES) % frameBytes !== 0) throw new Error(`${log} is damaged already`);
  switch (damage) {
    case 'torn last frame':
      truncateSync(log, bytes.length - frameBytes / 2);
      return;
    case 'deleted log':
      rmSync(log);
      return;
    case 'zeroed log header':
      bytes.fill(0, 0, WAL_HEADER_BYTES);
      writeFileSync(log, bytes);
  }
}

/** The part of the log that the disk had when the power went. @param part of it, from 0 to 1. */
export function tearLog(file: string, part: number): void {
  const log = `${file}-wal`;
  if (existsSync(log)) truncateSync(log, Math.floor(statSync(log).size * part));
}

/** With its write-ahead log, and the marker that remembers that there was one. */
export function copyJournal(from: string, to: string): void {
  for (const part of ['', '-wal', '.exists']) {
    if (existsSync(`${from}${part}`)) cpSync(`${from}${part}`, `${to}${part}`);
    else rmSync(`${to}${part}`, { force: true });
  }
}
