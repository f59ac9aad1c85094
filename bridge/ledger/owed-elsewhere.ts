/** What rails owe that the bridge does not have any more: nobody tries it, so a person is told. */
import type { Database } from '../platform/postgres/database.ts';
import type { OutboxKind } from './outbox-states.ts';
import { raiseAlarm } from './rail-alarms.ts';

/** What such an alarm says in place of what the rail said. */
export const NO_SUCH_RAIL = 'this bridge has no rail of that name';

/** @param rails the rails that this bridge works for. @returns the others that owe something. */
export async function tellOwedElsewhere(database: Database, rails: readonly string[]): Promise<string[]> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{
      rail: string;
      kind: OutboxKind;
      key: string;
      minor: number;
      currency: string;
    }>(
      `SELECT rail, kind, business_key AS key, amount_minor AS minor, currency FROM outbox
       WHERE state = 'DUE' AND rail <> ALL ($1) ORDER BY business_key`,
      [rails],
    );
    for (const { rail, kind, key, minor, currency } of rows) {
      await raiseAlarm(tx, {
        rail,
        kind: kind === 'refund' ? 'REFUND_OPEN' : 'PAYOUT_OPEN',
        subject: key,
        detail: { amount: { minor, currency }, said: NO_SUCH_RAIL },
      });
    }
    return [...new Set(rows.map(({ rail }) => rail))];
  });
}
