/**
 * Before the customer's eyes: at rest, credits in the cabinet = CREDITED in the ledger = what Trustly has, and what it took
 * back after the credit, which the ledger has as a receivable [books-agree]. The cabinet's book is its cashless-in meter; what
 * is on the credit meter is played and cashed out.
 */
import type { VirtualCabinetState } from '../../simulators/cabinet-board/control.ts';
import type { SandboxPayment } from '../../sandbox/control.ts';
import type { OnFileTransaction } from '../../sandbox/trustly-on-file/control.ts';
import type { LedgerRow } from '../floor.ts';
import { onFileCaptures } from '../on-file-captures.ts';
import type { Reconciliation, Sums } from './contract.ts';

export interface Books {
  cabinet: VirtualCabinetState | null;
  ledger: LedgerRow[] | null;
  payments: SandboxPayment[] | null;
  onFile: OnFileTransaction[] | null;
}

const AT_REST = new Set(['CREDITED', 'DECLINED', 'FAILED', 'CANCELLED']);

/**
 * @param previous what was found the last time: the three books are read one after the other, so that one reading
 *   that differs may be of two moments; the same difference twice is a real one.
 */
export function reconcile(
  { cabinet, ledger, payments, onFile }: Books,
  previous: Reconciliation,
): Reconciliation {
  if (cabinet === null || ledger === null || payments === null || onFile === null) {
    const books = [
      ...(cabinet === null ? ['cabinet'] : []),
      ...(ledger === null ? ['ledger'] : []),
      ...(payments === null || onFile === null ? ['Trustly'] : []),
    ];
    return { verdict: 'unreadable', books };
  }
  const captures = onFileCaptures(onFile);
  const credited = ledger.filter(({ status }) => status === 'CREDITED');
  const captured = payments.filter(({ state }) => state === 'CAPTURED');
  const money = (...minors: number[]) => ({ minor: sum(minors), currency: cabinet.currency });
  const sums: Sums = {
    cabinet: money(cabinet.meters.cashlessIn),
    ledger: money(...credited.map((row) => (row.credited ?? row.amount).minor)),
    trustly: money(
      ...captured.map((payment) => (payment.captured ?? payment.amount).minor),
      ...captures.map(({ heldMinor }) => heldMinor),
    ),
    receivable: money(...credited.map(({ reversed }) => reversed?.minor ?? 0)),
  };
  const atRest =
    ledger.every(({ status, refund }) => AT_REST.has(status) && refund?.state !== 'DUE') &&
    payments.every(({ state }) => state === 'CAPTURED' || state === 'VOIDED') &&
    captures.every(({ isOpen }) => !isOpen);
  const isEqual =
    sums.cabinet.minor === sums.ledger.minor &&
    sums.ledger.minor === sums.trustly.minor + sums.receivable.minor;
  if (isEqual && atRest) return { verdict: 'agree', fundings: credited.length, ...sums };
  const lasting = atRest && isTheSame(sums, previous);
  return { verdict: lasting ? 'disagree' : 'settling', ...sums };
}

function isTheSame(found: Sums, previous: Reconciliation): boolean {
  return (
    (previous.verdict === 'settling' || previous.verdict === 'disagree') &&
    (['cabinet', 'ledger', 'trustly', 'receivable'] as const).every(
      (book) => previous[book].minor === found[book].minor,
    )
  );
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
