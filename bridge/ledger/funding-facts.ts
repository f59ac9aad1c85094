/** All that decides about a new funding, locked and read in one round trip. */
import type { Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';
import { machineOnFloor, SELECT_FLOOR, type FloorRow, type MachineOnFloor } from './machines.ts';
import { ownLimit, type OwnLimit, type OwnLimitRow } from './player-limits.ts';
import { OPEN_STATUSES } from './transfer-predicates.ts';

/** Orders of a machine whose outcome is not known. */
export interface Backlog {
  readonly open: number;
  readonly unconfirmed: number;
  readonly waiting: number;
}

export interface FundingFacts {
  readonly machine: MachineOnFloor;
  readonly backlog: Backlog;
  /** What the account has used or reserved of the day, in minor units. */
  readonly used: number;
  /** null: the account never had a limit of its own. */
  readonly own: OwnLimit | null;
}

/**
 * Locked until the transaction ends: the funding id, and for a new funding its machine and the day of its account. So
 * whoever decides may reserve without another machine, on whichever process, doing so in between [atomic-limits].
 * @returns `known`: the funding is decided; then nothing else counts. `facts` is null where the machine is not enrolled.
 */
export async function lockFacts(
  tx: Queryable,
  funding: { readonly fundingId: string; readonly asset: string; readonly account: AccountDigest },
  { gamingDay, currency }: { readonly gamingDay: string; readonly currency: string },
): Promise<{ readonly known: boolean; readonly facts: FundingFacts | null }> {
  const { fundingId, asset, account } = funding;
  // Two statements, so that the second one sees what was committed before the first one had its locks.
  const [locked, read] = await Promise.all([
    tx.query<{ known: boolean }>('SELECT lock_for_funding($1, $2, $3, $4, $5) AS known', [
      fundingId,
      asset,
      account,
      gamingDay,
      currency,
    ]),
    tx.query<FactsRow>(SELECT_FACTS, [asset, account, gamingDay, currency]),
  ]);
  const row = read.rows[0];
  if (!row) return { known: locked.rows[0]?.known === true, facts: null };
  const { open, unconfirmed, waiting, used } = row;
  return {
    known: locked.rows[0]?.known === true,
    facts: {
      machine: machineOnFloor(row),
      backlog: { open, unconfirmed, waiting },
      used: used ?? 0,
      own: row.hasOwn ? ownLimit(row) : null,
    },
  };
}

type FactsRow = FloorRow &
  OwnLimitRow & { open: number; unconfirmed: number; waiting: number; used: number | null; hasOwn: boolean };

const SELECT_FACTS = `
  SELECT floor.*, backlog.*, u.used_minor AS used, p.ubai IS NOT NULL AS "hasOwn", p.limit_minor AS minor,
         p.pending_at AS "pendingAt", p.pending_minor AS "pendingMinor", p.raised_at AS "raisedAt"
  FROM (${SELECT_FLOOR} WHERE m.asset = $1) floor
  CROSS JOIN LATERAL (
    SELECT count(*) AS open, count(*) FILTER (WHERE status = 'UNCONFIRMED') AS unconfirmed,
           count(*) FILTER (WHERE status = 'ORDERED') AS waiting
    FROM transfers WHERE asset = $1 AND status IN ${OPEN_STATUSES}) backlog
  LEFT JOIN daily_usage u ON u.ubai = $2 AND u.gaming_day = $3 AND u.currency = $4
  LEFT JOIN player_limits p ON p.ubai = $2 AND p.currency = $4`;
