/** One line per payment: what each of the three books says of it. */
import type { VirtualCabinetState } from '../../../simulators/cabinet-board/control.ts';
import type { Money } from '../../../protocol/money.ts';
import type { DeskSnapshot } from '../contract.ts';

/** How many are shown: nobody scrolls through more. */
const MOST = 40;

export interface PaymentLine {
  fundingId: string;
  /** Milliseconds since 1970. */
  at: number;
  amount: Money;
  /** Each book's own word, in small letters; `none` where it knows nothing of the payment. */
  cabinet: string;
  ledger: string;
  trustly: string;
  /** Why it was declined. */
  code: string | null;
  /** From the approval on the phone until it was known there that the credit is on the meter; null where it is not. */
  tookMs: number | null;
}

/** The payments that the ledger or Trustly knows, newest first. */
export function paymentLines({
  ledger,
  payments,
  cabinet,
}: Pick<DeskSnapshot, 'ledger' | 'payments' | 'cabinet'>): PaymentLine[] {
  const lines = new Map<string, PaymentLine>();
  for (const payment of payments ?? []) {
    lines.set(payment.fundingId, {
      fundingId: payment.fundingId,
      at: payment.createdAt,
      amount: payment.amount,
      cabinet: 'none',
      ledger: 'none',
      trustly: payment.state.toLowerCase(),
      code: payment.code ?? null,
      tookMs: payment.capturedAt === null ? null : payment.capturedAt - payment.createdAt,
    });
  }
  for (const funding of ledger ?? []) {
    const known = lines.get(funding.fundingId);
    lines.set(funding.fundingId, {
      fundingId: funding.fundingId,
      at: new Date(funding.createdAt).getTime(),
      amount: funding.amount,
      cabinet: outcomeOf(funding.transferId, cabinet),
      ledger: funding.status.toLowerCase(),
      trustly: known?.trustly ?? 'none',
      code: funding.code,
      tookMs: known?.tookMs ?? null,
    });
  }
  return [...lines.values()].toSorted((a, b) => b.at - a.at).slice(0, MOST);
}

function outcomeOf(transferId: string | null, cabinet: VirtualCabinetState | null): string {
  return cabinet?.transfers.find((transfer) => transfer.transferId === transferId)?.outcome ?? 'none';
}
