/** What a phone has begun to pay, for a rail that offers a pay page. */
import { beginPayment, findBegunPayment } from '../ledger/page-payments.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { PagePaymentError, type PagePayment } from './pay-page.ts';

/** Durable, once. @throws {PagePaymentError} it was begun with another content. */
export async function requireBegun(tx: Queryable, payment: PagePayment): Promise<void> {
  if (!(await beginPayment(tx, payment))) throw new PagePaymentError();
}

/** @returns null: it was never begun, or by another phone. */
export async function paymentOf(
  queryable: Queryable,
  payer: string,
  fundingId: string,
): Promise<PagePayment | null> {
  const begun = await findBegunPayment(queryable, fundingId);
  if (begun?.payer !== payer) return null;
  const { asset, amount } = begun;
  return { fundingId, asset, amount, payer };
}
