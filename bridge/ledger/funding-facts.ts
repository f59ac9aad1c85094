/** All that decides about a new funding, locked and read in one round trip. */
import type { Queryable } from '../platform/postgres/database.ts';
import { isExcludedBy, subjectsOf, type WhoPays } from './exclusions.ts';
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
  /** Whether one of those whose payment it is, is on an exclusion list now. */
  readonly isExcluded: boolean;
}

/** A payment that is asked about, at a machine. */
type AskedAt = WhoPays & { readonly asset: string };

/**
 * Locked until the transaction ends: the funding id, and for a new funding its machine and the day of its account. So
 * whoever decides may reserve without another machine, on whichever process, doing so in between [atomic-limits].
 * @returns `known`: the funding is decided; then nothing else counts. `facts` is null where the machine is not enrolled.
 */
export async function lockFacts(
  tx: Queryable,
  funding: AskedAt & { readonly fundingId: string },
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
    tx.query<FactsRow>(SELECT_FACTS, [asset, account, subjectsOf(funding), gamingDay, currency]),
  ]);
  const row = read.rows[0];
  return { known: locked.rows[0]?.known === true, facts: row ? factsOf(row) : null };
}

/** As they are now, without a lock: another one may have come first when it is decided. @returns null: not enrolled. */
export async function readFacts(
  queryable: Queryable,
  asked: AskedAt,
  { gamingDay, currency }: { readonly gamingDay: string; readonly currency: string },
): Promise<FundingFacts | null> {
  const { rows } = await queryable.query<FactsRow>(SELECT_FACTS, [
    asked.asset,
    asked.account,
    subjectsOf(asked),
    gamingDay,
    currency,
  ]);
  return rows[0] ? factsOf(rows[0]) : null;
}

/**
 * {@link lockFacts} of many at once, each of another machine and another account. Waits for nobody who is at work on one of
 * them. @returns by funding id, those of which all could be locked, and which are not known.
 */
export async function lockFactsOfMany(
  tx: Queryable,
  fundings: readonly (AskedAt & { readonly fundingId: string })[],
  { gamingDay, currency }: { readonly gamingDay: string; readonly currency: string },
): Promise<Map<string, FundingFacts>> {
  const ids = fundings.map(({ fundingId }) => fundingId);
  const assets = fundings.map(({ asset }) => asset);
  const accounts = fundings.map(({ account }) => account);
  const [locked, read] = await Promise.all([
    tx.query<{ locked: string[] }>('SELECT lock_for_fundings($1, $2, $3, $4, $5) AS locked', [
      ids,
      assets,
      accounts,
      gamingDay,
      currency,
    ]),
    tx.query<FactsRow & { fundingId: string }>(SELECT_FACTS_OF_MANY, [
      ids,
      assets,
      accounts,
      // No digest has a space.
      fundings.map((funding) => subjectsOf(funding).join(' ')),
      gamingDay,
      currency,
    ]),
  ]);
  const all = new Set(locked.rows[0]?.locked);
  return new Map(
    read.rows.filter(({ fundingId }) => all.has(fundingId)).map((row) => [row.fundingId, factsOf(row)]),
  );
}

function factsOf(row: FactsRow): FundingFacts {
  const { open, unconfirmed, waiting, used } = row;
  return {
    machine: machineOnFloor(row),
    backlog: { open, unconfirmed, waiting },
    used: used ?? 0,
    own: row.hasOwn ? ownLimit(row) : null,
    isExcluded: row.isExcluded,
  };
}

type FactsRow = FloorRow &
  OwnLimitRow & {
    open: number;
    unconfirmed: number;
    waiting: number;
    used: number | null;
    hasOwn: boolean;
    isExcluded: boolean;
  };

/** SQL: all that decides, by SQL for machine, account, whose payment it is, day and currency. */
const facts = (asset: string, ubai: string, subjects: string, day: string, currency: string) => `
  SELECT floor.*, backlog.*, u.used_minor AS used, p.ubai IS NOT NULL AS "hasOwn", p.limit_minor AS minor,
         p.pending_at AS "pendingAt", p.pending_minor AS "pendingMinor", p.raised_at AS "raisedAt",
         ${isExcludedBy(subjects)} AS "isExcluded"
  FROM (${SELECT_FLOOR} WHERE m.asset = ${asset}) floor
  CROSS JOIN LATERAL (
    SELECT count(*) AS open, count(*) FILTER (WHERE status = 'UNCONFIRMED') AS unconfirmed,
           count(*) FILTER (WHERE status = 'ORDERED') AS waiting
    FROM transfers WHERE asset = ${asset} AND status IN ${OPEN_STATUSES}) backlog
  LEFT JOIN daily_usage u ON u.ubai = ${ubai} AND u.gaming_day = ${day} AND u.currency = ${currency}
  LEFT JOIN player_limits p ON p.ubai = ${ubai} AND p.currency = ${currency}`;

const SELECT_FACTS = facts('$1', '$2', '$3::text[]', '$4', '$5');

/** OFFSET: they are looked up one by one, so that no plan reads a whole table. */
const SELECT_FACTS_OF_MANY = `
  SELECT asked.funding_id AS "fundingId", found.*
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) asked (funding_id, asset, ubai, subjects)
  CROSS JOIN LATERAL (
    ${facts('asked.asset', 'asked.ubai', `string_to_array(asked.subjects, ' ')`, '$5', '$6')} OFFSET 0) found`;
