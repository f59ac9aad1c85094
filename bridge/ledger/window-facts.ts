/** What of a transfer decides what the end of its funding window makes of it. */
import type { TransferId } from '../../protocol/transfer.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { IN_FLIGHT_STATUSES, MAY_HAVE_LEFT } from './transfer-predicates.ts';
import type { TransferStatus } from './transfer-states.ts';

export interface WindowFacts {
  readonly status: TransferStatus;
  /** Also while it is ORDERED. */
  readonly mayHaveLeft: boolean;
  /** The window is over, by the clock of the database. */
  readonly isOver: boolean;
  /** Another order has left for the machine, and its outcome is not known. */
  readonly isBusy: boolean;
}

/** Locks the transfer until the transaction ends. @returns null for one that the ledger does not have. */
export async function lockAtWindowEnd(tx: Queryable, transferId: TransferId): Promise<WindowFacts | null> {
  const { rows } = await tx.query<WindowFacts & Record<string, unknown>>(
    `SELECT status, ${MAY_HAVE_LEFT} AS "mayHaveLeft", answer_by <= clock_timestamp() AS "isOver",
            EXISTS (SELECT 1 FROM transfers o WHERE o.asset = t.asset AND o.transfer_id <> t.transfer_id
                    AND o.status IN ${IN_FLIGHT_STATUSES}) AS "isBusy"
     FROM transfers t WHERE transfer_id = $1 FOR UPDATE`,
    [transferId],
  );
  return rows[0] ?? null;
}
