/** Our account at Trustly, asked what moved on it: before anything is sent again that Trustly has no key for. */
import type { LedgerRow } from './answers.ts';
import { signedMinorOf } from './amounts.ts';
import type { Answered } from './client.ts';
import type { LedgerAsk } from './requests.ts';

export interface LedgerClient {
  accountLedger(ask: LedgerAsk, signal: AbortSignal): Promise<Answered<readonly LedgerRow[]>>;
}

const DAY_MS = 86_400_000;
/** Days that are asked for at once: an answer is bounded. */
const SPAN = 3;
/** How far back an order is looked for. */
export const LOOK_BACK_DAYS = 15;

/**
 * The rows of an order, newest days first, until it is seen to have begun. The day of Trustly's clock may be another one than ours.
 * @param isOfOrder which rows are its own. @param hasBegun whether these have its beginning. @param nowMs since 1970.
 */
export async function rowsOf(
  client: LedgerClient,
  currency: string,
  isOfOrder: (row: LedgerRow) => boolean,
  hasBegun: (rows: readonly LedgerRow[]) => boolean,
  nowMs: number,
  signal: AbortSignal,
): Promise<Answered<readonly LedgerRow[]>> {
  let found: readonly LedgerRow[] = [];
  for (let back = -1; back < LOOK_BACK_DAYS - 1; back += SPAN) {
    const ask = {
      from: dayOf(nowMs - (back + SPAN - 1) * DAY_MS),
      to: dayOf(nowMs - back * DAY_MS),
      currency,
    };
    const answer = await client.accountLedger(ask, signal);
    if (answer.kind !== 'answered') return answer;
    found = [...found, ...answer.value.filter(isOfOrder)];
    if (hasBegun(found)) break;
  }
  return { kind: 'answered', value: found };
}

/** What became of a deposit. */
export interface DepositRows {
  readonly hasArrived: boolean;
  /** What has left for the player again. */
  readonly backMinor: bigint;
}

/** @returns null where an amount cannot be read. */
export function depositRowsOf(rows: readonly LedgerRow[]): DepositRows | null {
  let [hasArrived, backMinor] = [false, 0n];
  for (const { accountname, amount, currency } of rows) {
    if (accountname.startsWith('TRANSACTION_FEE')) continue;
    const minor = signedMinorOf(amount, currency);
    if (minor === null) return null;
    if (minor > 0n) hasArrived = true;
    else backMinor -= minor;
  }
  return { hasArrived, backMinor };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
