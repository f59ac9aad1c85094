/**
 * The ledger had lost an order that was credited, and the kiosk never began the order that the ledger has for the same
 * funding: the funding is credited [exactly-once] [confirmed-only].
 */
import type { AssetId, OtherTransfer } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import { recordAuditOnce } from '../ledger/audit.ts';
import { lockTransferOf } from '../ledger/known-transfers.ts';
import { noteCreditedElsewhere } from '../ledger/never-begun.ts';
import { answerSubject } from '../ledger/questions.ts';
import { markCredited } from '../ledger/transfer-end.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { openSubject } from './judge-open.ts';
import {
  creditSubject,
  judgeCreditByPerson,
  judgeCreditElsewhere,
  type TransferResult,
} from './judge-result.ts';

/** @returns null: there is no such order, or it cannot belong to this credit. */
export async function settleByCreditElsewhere(
  tx: Queryable,
  asset: AssetId,
  said: TransferResult,
): Promise<{ readonly settlement: 'settled' | 'known'; readonly transferId: TransferId } | null> {
  const { transferId: elsewhere, fundingId, board, result } = said;
  if (result.outcome !== 'credited' || fundingId === null) return null;
  const other = { transferId: elsewhere, board };
  const order = await lockTransferOf(tx, asset, fundingId);
  const judgement = judgeCreditElsewhere(order, other, result.amount);
  if (order === null || judgement === 'none') return null;
  const { transferId } = order;
  if (judgement === 'known') return { settlement: 'known', transferId };
  await noteCreditedElsewhere(tx, transferId, other);
  const detail = { cabinet: result, elsewhere, said, asset };
  await recordAuditOnce(tx, 'transfer.credited-elsewhere', transferId, detail);
  if (judgement === 'exceeds') return null; // a person settles it
  await markCredited(tx, transferId, result.amount);
  const by = { actor: 'bridge', reason: `Its funding has the order ${transferId}, which was never begun.` };
  await answerSubject(tx, asset, 'UNBOOKED', openSubject(elsewhere), by);
  await answerSubject(tx, asset, 'UNBOOKED', creditSubject(elsewhere, board), by);
  return { settlement: 'settled', transferId };
}

/**
 * A person says that a credit, of an order that only its board knew, belongs to a funding whose own order was never
 * begun because of it. @returns the order that is CREDITED by it; null: it cannot be so.
 */
export async function creditByPerson(
  tx: Queryable,
  { asset, fundingId }: { readonly asset: AssetId; readonly fundingId: string },
  { transferId: elsewhere, board }: OtherTransfer,
  amount: Money,
  by: Record<string, unknown>,
): Promise<TransferId | null> {
  const order = await lockTransferOf(tx, asset, fundingId);
  const other = { transferId: elsewhere, board };
  if (order === null || judgeCreditByPerson(order, other, amount) !== 'credits') return null;
  await noteCreditedElsewhere(tx, order.transferId, other);
  const cabinet = { outcome: 'credited', amount } as const;
  const detail = { cabinet, elsewhere, board, asset, ...by };
  await recordAuditOnce(tx, 'transfer.credited-elsewhere', order.transferId, detail);
  await markCredited(tx, order.transferId, amount);
  return order.transferId;
}
