/** A person has dealt with an alarm about money at a rail, and says what was done. */
import {
  ASKS_FOR_PAYMENT,
  endAlarm,
  ENDS_BY_ITSELF,
  findOpenAlarm,
  type RailAlarm,
} from '../ledger/rail-alarms.ts';
import { markSettledByHand } from '../ledger/settled-by-hand.ts';
import type { Database } from '../platform/postgres/database.ts';
import { SettleError } from './settle-by-hand.ts';

/**
 * Where the alarm asked for the payment of a refund or a payout, that is settled by hand with it, once [exactly-once]. What
 * the rail says of it changes row and alarm in the same order as this.
 * @throws {SettleError} nothing was changed.
 */
export async function settleRailAlarm(
  database: Database,
  alarmId: number,
  by: { readonly actor: string; readonly reason: string },
): Promise<RailAlarm> {
  return database.transaction(async (tx) => {
    const alarm = await findOpenAlarm(tx, alarmId);
    if (alarm === null) throw new SettleError('NOT_FOUND', 'No open alarm has this number.');
    const { rail, kind, subject } = alarm;
    if (ENDS_BY_ITSELF.includes(kind))
      throw new SettleError(
        'CONFLICT',
        'The bridge is still at it, and this alarm ends by itself. Do not pay by hand before: the player would be paid twice.',
      );
    const isSettled = !ASKS_FOR_PAYMENT.includes(kind) || (await markSettledByHand(tx, subject, by));
    if (!isSettled || !(await endAlarm(tx, rail, kind, subject, by)))
      throw new SettleError('CONFLICT', 'This alarm has ended in the meantime.');
    return alarm;
  });
}
