/** A person has dealt with an alarm about money at a rail, and says what was done. */
import { ENDS_BY_ITSELF, settleAlarm, type RailAlarm } from '../ledger/rail-alarms.ts';
import type { Database } from '../platform/postgres/database.ts';
import { SettleError } from './settle-by-hand.ts';

/** @throws {SettleError} nothing was changed. */
export async function settleRailAlarm(
  database: Database,
  alarmId: number,
  by: { readonly actor: string; readonly reason: string },
): Promise<RailAlarm> {
  const alarm = await settleAlarm(database, alarmId, by);
  if (alarm === null) throw new SettleError('NOT_FOUND', 'No open alarm has this number.');
  if (ENDS_BY_ITSELF.includes(alarm.kind))
    throw new SettleError(
      'CONFLICT',
      'The bridge is still at it, and this alarm ends by itself. Do not pay by hand before: the player would be paid twice.',
    );
  return alarm;
}
