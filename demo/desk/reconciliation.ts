/**
 * Before the customer's eyes: at rest, credits in the cabinet = CREDITED in the ledger = captured at Trustly
 * [books-agree]. The cabinet's book is its cashless-in meter; what is on the credit meter is played and cashed out.
 */
import type { VirtualCabinetState } from '../../simulators/cabinet-board/control.ts';
import type { Money } from '../../protocol/money.ts';
import type { SandboxPayment } from '../../sandbox/control.ts';
import type { LedgerRow } from '../floor.ts';
import type { Reconciliation } from './contract.ts';

export interface Books {
  cabinet: VirtualCabinetState | null;
  ledger: LedgerRow[] | null;
  payments: SandboxPayment[] | null;
}

const AT_REST = new Set(['CREDITED', 'DECLINED', 'FAILED', 'CANCELLED']);

/**
 * @param previous what was found the last time: the three books are read one after the other, so that one reading
 *   that differs may be of two moments; the same difference twice is a real one.
 */
export function reconcile({ cabinet, ledger, payments }: Books, previous: Reconciliation): Reconciliation {
  if (cabinet === null || ledger === null || payments === null) {
    const books = [
      ...(cabinet === null ? ['cabinet'] : []),
      ...(ledger === null ? ['ledger'] : []),
      ...(payments === null ? ['Trustly'] : []),
    ];
    return { verdict: 'unreadable', books };
  }
  const credited = ledger.filter(({ status }) => status === 'CREDITED');
  const captured = payments.filter(({ state }) => state === 'CAPTURED');
  const sums = {
    cabinet: cabinet.meters.cashlessIn,
    ledger: sum(credited.map((row) => (row.credited ?? row.amount).minor)),
    trustly: sum(captured.map((payment) => (payment.captured ?? payment.amount).minor)),
  };
  const atRest =
    ledger.every(({ status }) => AT_REST.has(status)) &&
    payments.every(({ state }) => state === 'CAPTURED' || state === 'VOIDED');
  const equal = sums.cabinet === sums.ledger && sums.ledger === sums.trustly;
  if (equal && atRest) {
    return { verdict: 'agree', amount: money(sums.cabinet, cabinet), fundings: credited.length };
  }
  const found = {
    cabinet: money(sums.cabinet, cabinet),
    ledger: money(sums.ledger, cabinet),
    trustly: money(sums.trustly, cabinet),
  };
  const lasting = atRest && isTheSame(found, previous);
  return { verdict: lasting ? 'disagree' : 'settling', ...found };
}

function isTheSame(
  found: { cabinet: Money; ledger: Money; trustly: Money },
  previous: Reconciliation,
): boolean {
  return (
    (previous.verdict === 'settling' || previous.verdict === 'disagree') &&
    previous.cabinet.minor === found.cabinet.minor &&
    previous.ledger.minor === found.ledger.minor &&
    previous.trustly.minor === found.trustly.minor
  );
}

function money(minor: number, { currency }: VirtualCabinetState): Money {
  return { minor, currency };
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
