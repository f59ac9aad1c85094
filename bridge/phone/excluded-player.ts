/** Whether the player who is carded in at a machine is on an exclusion list, before the bank is asked [excluded-stays-out]. */
import { isOneExcluded } from '../ledger/exclusions.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { PlayerDigest } from '../platform/secrets/digests.ts';
import type { CardedAt } from './cards.ts';

export interface ExcludedPlayer {
  /** @returns who is carded in; null: nobody, or not certainly. */
  at(asset: string): Promise<PlayerDigest | 'excluded' | null>;
}

export function excludedPlayer(database: Queryable, carded: CardedAt): ExcludedPlayer {
  return {
    async at(asset) {
      const player = await carded.at(asset);
      return player !== null && (await isOneExcluded(database, [player])) ? 'excluded' : player;
    },
  };
}
