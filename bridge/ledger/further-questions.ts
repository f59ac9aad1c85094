/**
 * Only so many questions of a kind are kept about a machine. One more question counts the rest, however often they
 * come. It keeps the machine closed, and no kiosk can fill the ledger.
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { recordAudit } from './audit.ts';

/** How many open questions of a kind are kept about one machine: more than a board's history can raise (128). */
export const MOST_OPEN = 200;

/** SQL: whether a question counts others. */
export const COUNTS_OTHERS = `detail ? 'further'`;

/** How many came that are not kept by themselves; null: the question is about one thing. */
export function furtherOf({ detail }: { readonly detail: Record<string, unknown> }): number | null {
  const { further } = detail;
  return typeof further === 'number' ? further : null;
}

/**
 * It is not in the ledger, so the kiosk has not told all until it has told it again: also when every question is answered
 * nothing is decided about the machine's fundings before that.
 * @param last what the newest of them is about.
 */
export async function countFurther(tx: Queryable, asset: AssetId, kind: string, last: string): Promise<void> {
  await tx.query(`UPDATE machines SET heard_in = '' WHERE asset = $1 AND heard_in <> ''`, [asset]);
  const { rowCount } = await tx.query(
    `UPDATE machine_questions
     SET detail = jsonb_build_object('further', (detail->>'further')::bigint + 1, 'last', $3::text)
     WHERE asset = $1 AND kind = $2 AND answered_at IS NULL AND ${COUNTS_OTHERS}`,
    [asset, kind, last],
  );
  if (rowCount !== 0) return;
  const detail = { further: 1, last };
  const { rows } = await tx.query<{ subject: string }>(
    `INSERT INTO machine_questions (asset, kind, subject, detail)
     VALUES ($1, $2, 'further ones since ' || clock_timestamp(), $3) RETURNING subject`,
    [asset, kind, detail],
  );
  await recordAudit(tx, 'machine.question', asset, { kind, subject: rows[0]?.subject, ...detail });
}
