/** Which processes hold the links of some machines, where another process can reach them. */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Queryable } from '../platform/postgres/database.ts';

export interface LinkHolder {
  readonly bridgeId: string;
  readonly sealedAddress: Buffer;
}

/** Three beats: whoever was silent for longer may be frozen, or be gone. */
const HEARD_WITHIN_S = 3;

/** @returns for each machine; null: nobody holds its link, or nobody who can be reached. */
export async function findHolders(
  database: Queryable,
  assets: readonly AssetId[],
): Promise<(LinkHolder | null)[]> {
  const { rows } = await database.query<LinkHolder & { asset: string }>(
    `SELECT l.asset, b.bridge_id AS "bridgeId", b.address AS "sealedAddress"
     FROM links l JOIN bridges b ON b.bridge_id = l.bridge_id
     WHERE l.asset = ANY ($1::text[]) AND b.address IS NOT NULL
       AND b.last_seen > now() - interval '${HEARD_WITHIN_S} seconds'`,
    [assets],
  );
  const holders = new Map(rows.map(({ asset, ...holder }) => [asset, holder]));
  return assets.map((asset) => holders.get(asset) ?? null);
}
