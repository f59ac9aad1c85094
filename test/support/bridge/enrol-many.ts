/** Machines by the hundred, straight into the ledger: enrolled one by one through the bridge they would take minutes. */
import { createHash } from 'node:crypto';
import type { BridgeSite } from './bridge-site.ts';

/**
 * Every machine has the same secret. Their designations are the lowest that no machine has: the bridge draws its own at
 * random from all that there are.
 */
export async function enrolMany(site: BridgeSite, assets: readonly string[], secret: string): Promise<void> {
  const hash = `sha256:${createHash('sha256').update(secret).digest('base64url')}`;
  await site.sql(
    `WITH unused AS (
       SELECT d, row_number() OVER (ORDER BY d) AS place
       FROM (SELECT lpad(n::text, 6, '0') AS d FROM generate_series(1, 999999) n
             EXCEPT SELECT designation FROM machines ORDER BY d LIMIT $3) lowest),
     enrolled AS (
       INSERT INTO machines (asset, designation, secret_hash)
       SELECT asset, d, $2 FROM unnest($1::text[]) WITH ORDINALITY AS wanted (asset, place) JOIN unused USING (place)
       RETURNING asset)
     INSERT INTO audit (event, subject, detail) SELECT 'machine.enrolled', asset, '{}' FROM enrolled`,
    [assets, hash, assets.length],
  );
}
