/** Whether the player who is carded in at a machine is on an exclusion list, before the bank is asked [excluded-stays-out]. */
import { isExcluded } from '../ledger/exclusions.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import type { CardedAt } from './cards.ts';

export interface ExcludedPlayer {
  /** false: the player is not, or it is not known who is there. */
  at(asset: string): Promise<boolean>;
}

export function excludedPlayer(database: Queryable, carded: CardedAt): ExcludedPlayer {
  return {
    async at(asset) {
      const player = await carded.at(asset);
      return player !== null && isExcluded(database, player);
    },
  };
}
