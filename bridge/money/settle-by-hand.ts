/** An attendant settles an UNCONFIRMED funding after looking at the machine's meters. */
import { fromDecimal, MoneyError, type Money } from '../../protocol/money.ts';
import type { FundingRecord, Fundings } from '../ledger/fundings.ts';
import type { Transfers } from '../ledger/transfers.ts';
import type { Notices } from '../platform/postgres/notices.ts';

export interface SettlePorts {
  readonly fundings: Fundings;
  readonly transfers: Transfers;
  readonly notices: Notices;
}

export interface HandSettlement {
  readonly outcome: 'credited' | 'not-credited';
  /** Decimal; null: the whole amount, or nothing. */
  readonly credited: string | null;
  readonly reason: string;
  readonly actor: string;
}

export class SettleError extends Error {
  readonly code: 'NOT_FOUND' | 'MALFORMED' | 'CONFLICT';

  constructor(code: 'NOT_FOUND' | 'MALFORMED' | 'CONFLICT', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SettleError';
    this.code = code;
  }
}

export const BOARD_HAS_THE_WORD =
  'The board that the order went to is there, and has the word: it may still be carrying the order out. It is asked every few seconds. Settle by hand only when it cannot be asked: its kiosk not connected, or the board unplugged or another one.';

const WHY_NOT = {
  NOT_UNCONFIRMED: 'Only an UNCONFIRMED funding is settled by hand.',
  BOARD_ANSWERS: BOARD_HAS_THE_WORD,
} as const;

/** @returns the funding as it stands after. @throws {SettleError} nothing was changed. */
export async function settleFunding(
  { fundings, transfers, notices }: SettlePorts,
  fundingId: string,
  settlement: HandSettlement,
): Promise<FundingRecord> {
  const record = await fundings.find(fundingId);
  if (!record) throw new SettleError('NOT_FOUND', 'No funding was received under this id.');
  const { actor, reason } = settlement;
  const creditedMinor = findingOf(settlement, record.amount);
  const settled = await transfers.settleByHand(fundingId, { creditedMinor }, { actor, reason });
  if (settled.transferId === null) throw new SettleError('CONFLICT', WHY_NOT[settled.because]);
  notices.publish({ kind: 'settled', transferId: settled.transferId });
  notices.publish({ kind: 'ordered', asset: record.asset });
  return (await fundings.find(fundingId)) ?? record;
}

/** Minor units, or null when nothing was credited. */
function findingOf({ outcome, credited }: HandSettlement, ordered: Money): number | null {
  if (outcome === 'not-credited') {
    if (credited === null) return null;
    throw new SettleError('MALFORMED', 'An amount cannot be credited and not credited.');
  }
  const minor = credited === null ? ordered.minor : parse(credited, ordered.currency);
  if (minor > 0 && minor <= ordered.minor) return minor;
  throw new SettleError('MALFORMED', 'The amount must be more than zero and not more than was ordered.');
}

function parse(decimal: string, currency: string): number {
  try {
    return fromDecimal(decimal, currency).minor;
  } catch (cause) {
    if (cause instanceof MoneyError) throw new SettleError('MALFORMED', cause.message, { cause });
    throw cause;
  }
}
