/** Exclusion lists, kept by people and by programs. Whoever is on one cannot pay from the next decision on [excluded-stays-out]. */
import { setImmediate } from 'node:timers/promises';
import { recordAudit } from '../ledger/audit.ts';
import {
  addExclusions,
  AT_ONCE,
  endExclusion,
  endExclusions,
  exclusionSources,
  keyOf,
  lockSource,
  presentAbout,
  presentKeys,
  presentOf,
  type ExclusionSource,
  type ListedExclusion,
  type PresentExclusion,
} from '../ledger/exclusions.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Digests } from '../platform/secrets/digests.ts';
import { ExclusionListError, parseExclusionCsv } from './exclusion-csv.ts';
import { readExcluded, readExclusion, type WrittenExclusion } from './exclusion-line.ts';

export interface ImportSummary {
  readonly source: string;
  /** Different lines that the list has now. */
  readonly lines: number;
  readonly added: number;
  readonly ended: number;
  readonly unchanged: number;
}

/** What was told is no line of a list. The message has no id. */
export class ExclusionRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExclusionRefusedError';
  }
}

export class ExclusionList {
  readonly #database: Database;
  readonly #digests: Digests;

  constructor(database: Database, digests: Digests) {
    this.#database = database;
    this.#digests = digests;
  }

  /**
   * The whole list of a source: what it does not have any more ends. The same text again changes nothing.
   * @param mayBeEmpty else an empty list is refused: it would let everybody in.
   * @throws {ExclusionListError} nothing was changed.
   */
  async import(
    source: string,
    csv: string,
    { actor, mayBeEmpty }: { readonly actor: string; readonly mayBeEmpty: boolean },
  ): Promise<ImportSummary> {
    const told = await byKey(await parseExclusionCsv(csv, this.#digests));
    const lines = told.size;
    if (lines === 0 && !mayBeEmpty)
      throw new ExclusionListError([{ line: 1, why: 'the list is empty, which must be said expressly' }]);
    return this.#database.transaction(async (tx) => {
      await lockSource(tx, source);
      const fresh = new Map(told);
      const gone: number[] = [];
      for await (const some of presentKeys(tx, source)) {
        for (const { exclusionId, key } of some) if (!fresh.delete(key)) gone.push(exclusionId);
      }
      await endExclusions(tx, gone, actor);
      const added = await addExclusions(tx, source, [...fresh.values()], actor);
      const summary = { lines, added, ended: gone.length, unchanged: lines - added };
      if (added > 0 || gone.length > 0)
        await recordAudit(tx, 'exclusions.imported', source, { ...summary, actor });
      return { source, ...summary };
    });
  }

  /**
   * One line more. The same one again adds nothing. @throws {ExclusionRefusedError}
   * @returns the line, and whether it is new.
   */
  async add(
    source: string,
    written: WrittenExclusion,
    actor: string,
  ): Promise<{ readonly line: PresentExclusion; readonly isNew: boolean }> {
    const listed = readExclusion(written, this.#digests);
    if (typeof listed === 'string') throw new ExclusionRefusedError(listed);
    return this.#database.transaction(async (tx) => {
      const isNew = (await addExclusions(tx, source, [listed], actor)) > 0;
      const about = await presentAbout(tx, listed.subject);
      const line = about.find((one) => one.source === source && keyOf(one) === keyOf(listed));
      if (!line) throw new Error(`a line of ${source} was added and is not there`);
      if (isNew) {
        const { exclusionId, kind, from, until } = line;
        const detail = { exclusionId, source, kind, from, until, actor };
        await recordAudit(tx, 'exclusion.added', listed.subject, detail);
      }
      return { line, isNew };
    });
  }

  /** @returns whether the source had this line, and it had not ended. */
  async end(source: string, exclusionId: number, actor: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => endExclusion(tx, source, exclusionId, actor));
  }

  /** The lines of all lists about an account, a player or a person. @throws {ExclusionRefusedError} */
  async find(of: Pick<WrittenExclusion, 'kind' | 'id' | 'country'>): Promise<PresentExclusion[]> {
    const excluded = readExcluded(of, this.#digests);
    if (typeof excluded === 'string') throw new ExclusionRefusedError(excluded);
    return presentAbout(this.#database, excluded.subject);
  }

  async sources(): Promise<ExclusionSource[]> {
    return exclusionSources(this.#database);
  }

  async linesOf(source: string): Promise<PresentExclusion[]> {
    return presentOf(this.#database, source);
  }
}

/** The different ones; some at a time, so that no other request waits for all of them. */
async function byKey(lines: readonly ListedExclusion[]): Promise<Map<string, ListedExclusion>> {
  const map = new Map<string, ListedExclusion>();
  for (let at = 0; at < lines.length; at += AT_ONCE) {
    for (const line of lines.slice(at, at + AT_ONCE)) map.set(keyOf(line), line);
    await setImmediate();
  }
  return map;
}
