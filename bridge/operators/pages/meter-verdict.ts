/** What the readings of a meter say about an order whose outcome is not known: pure. A person decides. */
import type { Money } from '../../../protocol/money.ts';
import type { MeterEvidence } from '../../ledger/meter-evidence.ts';

export type MeterVerdict =
  /** By exactly the amount. */
  | 'ROSE'
  | 'DID_NOT_MOVE'
  /** By something else. */
  | 'MOVED_OTHERWISE'
  /** The board's memory is another one than before: it counts from elsewhere. */
  | 'OTHER_MEMORY'
  /** The reading before the order may lack an earlier payment. */
  | 'NOT_CERTAIN'
  /** Nobody hears the cabinet now. */
  | 'NOT_HEARD'
  | 'NO_READING';

export function meterVerdict(
  { before, now, creditedJustBefore }: MeterEvidence,
  amount: Money,
): MeterVerdict {
  if (!before || !now) return 'NO_READING';
  if (!now.live) return 'NOT_HEARD';
  if (before.memoryId !== now.memoryId) return 'OTHER_MEMORY';
  if (creditedJustBefore) return 'NOT_CERTAIN';
  const rise = now.cashlessIn - before.cashlessIn;
  if (rise === 0) return 'DID_NOT_MOVE';
  return rise === amount.minor ? 'ROSE' : 'MOVED_OTHERWISE';
}

export const VERDICT_SENTENCE: Readonly<Record<MeterVerdict, string>> = {
  ROSE: 'The meter has risen by exactly this amount since the order left.',
  DID_NOT_MOVE: 'The meter has not moved since the order left.',
  MOVED_OTHERWISE: 'The meter has moved by another amount. Look at the transfer history of the machine.',
  OTHER_MEMORY:
    "The board's memory is another one than before the order: its meter cannot be compared. Read the old board.",
  NOT_CERTAIN:
    'Another payment was credited less than a minute before this order: the reading before may lack it. Look at the transfer history of the machine.',
  NOT_HEARD:
    'The cabinet is not heard now: read its meter at the machine, and compare it with the reading before.',
  NO_READING: 'There is no reading to compare. Read the meter and the transfer history at the machine.',
};
