/** What the cashless-in meter of a machine said before an order and says now: for the person who settles it by hand. */
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { Queryable } from '../platform/postgres/database.ts';
import { boardAnswers } from './board-answers.ts';

export interface MeterReading {
  readonly memoryId: string;
  readonly cashlessIn: number;
  readonly at: Date;
}

export interface MeterEvidence {
  /** The last reading before the order left; null where there is none. */
  readonly before: MeterReading | null;
  /** The newest word of the cabinet; `live` where its kiosk is connected and its board answers. */
  readonly now: (MeterReading & { readonly live: boolean }) | null;
  /** A payment that was credited so shortly before the order that `before` may lack it. */
  readonly creditedJustBefore: Date | null;
  /** The very board that the order went to can be asked: then nobody may settle by hand. */
  readonly boardAnswers: boolean;
}

/** @param live the cabinet as its kiosk tells it at this moment; null where none is connected. */
export async function meterEvidence(
  queryable: Queryable,
  transferId: string,
  live: CabinetStatus | null,
): Promise<MeterEvidence> {
  const reading = (until: string) =>
    queryable.query<MeterReading & Record<string, unknown>>(
      `SELECT r.memory_id AS "memoryId", r.cashless_in AS "cashlessIn", r.read_at AS at
       FROM transfers t JOIN meter_readings r ON r.asset = t.asset AND r.read_at <= ${until}
       WHERE t.transfer_id = $1 ORDER BY r.read_at DESC LIMIT 1`,
      [transferId],
    );
  // It is not known when a recovered order left: the credit may be in every reading that there is.
  const before = await reading('CASE WHEN NOT t.recovered THEN t.sent_at END');
  const newest = await reading('now()');
  const earlier = await queryable.query<{ at: Date | null }>(
    `SELECT max(o.settled_at) AS at
     FROM transfers t JOIN transfers o ON o.asset = t.asset AND o.status = 'CREDITED'
       AND o.settled_at BETWEEN t.sent_at - interval '1 minute' AND t.sent_at
     WHERE t.transfer_id = $1`,
    [transferId],
  );
  return {
    before: before.rows[0] ?? null,
    now: liveReading(live) ?? lastHeard(newest.rows[0]),
    creditedJustBefore: earlier.rows[0]?.at ?? null,
    boardAnswers: await boardAnswers(queryable, transferId),
  };
}

function liveReading(cabinet: CabinetStatus | null): MeterEvidence['now'] {
  if (cabinet?.connection !== 'ready') return null;
  const { identity, meters } = cabinet;
  return { memoryId: identity.memoryId, cashlessIn: meters.cashlessIn, at: new Date(), live: true };
}

function lastHeard(reading: MeterReading | undefined): MeterEvidence['now'] {
  return reading ? { ...reading, live: false } : null;
}
