/** What the statements ask of a transfer, as SQL made from the table of its states. */
import { isInFlight, isInWindow, isOpen, TRANSFER_STATUSES, type TransferStatus } from './transfer-states.ts';

/** Its outcome is not known. */
export const OPEN_STATUSES = listed(isOpen);

/** Sent by this ledger, and its outcome is not known. */
export const IN_FLIGHT_STATUSES = listed(isInFlight);

/** The end of the funding window still changes it. */
export const IN_WINDOW_STATUSES = listed(isInWindow);

/**
 * SQL, of a transfer that is ORDERED: the ledger may have been set back since, and have forgotten that it left. It was
 * found to be a restored one, or its database server has started anew (docs/decisions/0013).
 */
export const MAY_HAVE_LEFT = '(doubtful OR ordered_in <> server_run())';

/** SQL, of a row `t` of `transfers`: the id by which its kiosk and its board know it. */
export const TOLD_ID = 'coalesce(t.told_id, t.transfer_id)';

/** SQL, of a row of `transfers` that is sent: what its machine is told to credit (order.ts). */
export const ORDER = `transfer_id AS "transferId", funding_id AS "fundingId", amount_minor AS minor, currency,
  board_serial AS serial, board_memory AS "memoryId",
  least(ceil(extract(epoch FROM answer_by - now()) * 1000), 86400000)::float8 AS "lifetimeMs"`;

function listed(is: (status: TransferStatus) => boolean): string {
  return `(${TRANSFER_STATUSES.filter(is)
    .map((status) => `'${status}'`)
    .join(', ')})`;
}
