/** One line per payment: what each of the three books says of it. */
import type { VirtualCabinetState } from '../../../simulators/cabinet-board/control.ts';
import type { Money } from '../../../protocol/money.ts';
import type { LedgerRow } from '../../floor.ts';
import { onFileCaptures } from '../../on-file-captures.ts';
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
  /** Why it was declined, or what is owed. */
  code: string | null;
  /** From the approval on the phone until it was known there that the credit is on the meter; null where it is not. */
  tookMs: number | null;
}

/** The payments that the ledger or Trustly knows, newest first. */
export function paymentLines({
  ledger,
  payments,
  onFile,
  cabinet,
}: Pick<DeskSnapshot, 'ledger' | 'payments' | 'onFile' | 'cabinet'>): PaymentLine[] {
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
  // The newest try of a payment comes first, and it is the one that says how the payment stands.
  for (const { fundingId, createdAt: at, minor, word } of onFileCaptures(onFile ?? [])) {
    if (lines.has(fundingId)) continue;
    const amount = { minor, currency: 'USD' };
    const line = { fundingId, at, amount, cabinet: 'none', ledger: 'none', code: null, tookMs: null };
    lines.set(fundingId, { ...line, trustly: word });
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
      code: owed(funding) ?? funding.code,
      tookMs: known?.tookMs ?? null,
    });
  }
  return [...lines.values()].toSorted((a, b) => b.at - a.at).slice(0, MOST);
}

/** What one side owes the other after all; null: nothing. */
function owed({ status, reversed, refund }: LedgerRow): string | null {
  if (refund !== null) return REFUNDS[refund.state] ?? 'refund owed';
  return reversed !== null && status === 'CREDITED' ? 'receivable' : null;
}

const REFUNDS: Readonly<Record<string, string>> = {
  DONE: 'refunded',
  REFUSED: 'paid back by an attendant',
  SETTLED_BY_HAND: 'paid back by hand',
};

function outcomeOf(transferId: string | null, cabinet: VirtualCabinetState | null): string {
  return cabinet?.transfers.find((transfer) => transfer.transferId === transferId)?.outcome ?? 'none';
}
