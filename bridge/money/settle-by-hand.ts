/**
 * An attendant has looked at the machine's meters, and settles a funding that is UNCONFIRMED and whose board cannot be
 * asked. While its board is there, only the board says what became of it [confirmed-only].
 */
import { fromDecimal, MoneyError, type Money } from '../../protocol/money.ts';
import type { TransferId } from '../../protocol/transfer.ts';
import { recordAudit } from '../ledger/audit.ts';
import { boardAnswers } from '../ledger/board-answers.ts';
import type { FundingRecord, Fundings } from '../ledger/fundings.ts';
import { lockTransferOf, type KnownTransfer } from '../ledger/known-transfers.ts';
import { markCredited, markRefused } from '../ledger/transfer-end.ts';
import type { Database, Queryable } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';

export interface SettlePorts {
  readonly database: Database;
  readonly fundings: Fundings;
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

const NOT_ON_THE_METER = 'An attendant found that the amount is not on the meter.';

/** @returns the funding as it stands after. @throws {SettleError} nothing was changed. */
export async function settleFunding(
  { database, fundings, notices }: SettlePorts,
  fundingId: string,
  settlement: HandSettlement,
): Promise<FundingRecord> {
  const record = await fundings.find(fundingId);
  if (!record) throw new SettleError('NOT_FOUND', 'No funding was received under this id.');
  const creditedMinor = findingOf(settlement, record.amount);
  const transferId = await database.transaction((tx) => settle(tx, record, creditedMinor, settlement));
  notices.publish({ kind: 'settled', transferId });
  notices.publish({ kind: 'ordered', asset: record.asset });
  return (await fundings.find(fundingId)) ?? record;
}

async function settle(
  tx: Queryable,
  { asset, fundingId }: FundingRecord,
  creditedMinor: number | null,
  { actor, reason }: HandSettlement,
): Promise<TransferId> {
  const transfer = await lockTransferOf(tx, asset, fundingId);
  if (transfer === null || !waitsForAPerson(transfer))
    throw new SettleError('CONFLICT', 'Only an UNCONFIRMED funding is settled by hand.');
  const { transferId, currency } = transfer;
  if (await boardAnswers(tx, transferId)) throw new SettleError('CONFLICT', BOARD_HAS_THE_WORD);
  await recordAudit(tx, 'transfer.settled-by-hand', transferId, {
    actor,
    reason,
    before: 'UNCONFIRMED',
    after: creditedMinor === null ? 'FAILED' : 'CREDITED',
    creditedMinor,
  });
  if (creditedMinor === null) await markRefused(tx, transferId, 'MACHINE_REFUSED', NOT_ON_THE_METER, 'hand');
  else await markCredited(tx, transferId, { minor: creditedMinor, currency }, 'hand');
  return transferId;
}

/** While the transfer is in its window, only the machine says what became of it. */
function waitsForAPerson({ status, mayHaveLeft }: KnownTransfer): boolean {
  return status === 'UNCONFIRMED' || (status === 'ORDERED' && mayHaveLeft);
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
