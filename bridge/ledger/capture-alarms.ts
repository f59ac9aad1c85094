/** Alarms about captures and holds whose end is not known. They end with the capture, or the hold. */
import type { Database, Queryable } from '../platform/postgres/database.ts';
import { OPEN_CAPTURES } from './capture-states.ts';
import { OPEN_HOLDS } from './hold-states.ts';
import { endAlarm, raiseAlarm } from './rail-alarms.ts';

interface Unknown {
  readonly reference: string;
  readonly fundingId: string;
  readonly transactionId: string | null;
}

/** Unless it has ended meanwhile. */
export async function raiseCaptureOpen(
  database: Database,
  rail: string,
  { reference, fundingId, transactionId }: Unknown,
  said: string | null,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      'SELECT 1 FROM capture_attempts WHERE reference = $1 AND state = ANY ($2) FOR UPDATE',
      [reference, OPEN_CAPTURES],
    );
    if (rowCount === 1)
      await raiseAlarm(tx, {
        rail,
        kind: 'CAPTURE_OPEN',
        subject: reference,
        detail: { fundingId, transactionId, said },
      });
  });
}

export async function endCaptureOpen(tx: Queryable, rail: string, reference: string): Promise<void> {
  await endAlarm(tx, rail, 'CAPTURE_OPEN', reference, { actor: 'bridge', reason: 'Its end is known.' });
}

/** What is held for nothing could not be let go of so far. Unless it has ended meanwhile. */
export async function raiseHoldOpen(
  database: Database,
  rail: string,
  { reference, transactionId }: { readonly reference: string; readonly transactionId: string | null },
  said: string | null,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      'SELECT 1 FROM capture_holds WHERE reference = $1 AND state = ANY ($2) FOR UPDATE',
      [reference, OPEN_HOLDS],
    );
    if (rowCount === 1)
      await raiseAlarm(tx, { rail, kind: 'HOLD_OPEN', subject: reference, detail: { transactionId, said } });
  });
}

export async function endHoldOpen(tx: Queryable, rail: string, reference: string): Promise<void> {
  await endAlarm(tx, rail, 'HOLD_OPEN', reference, { actor: 'bridge', reason: 'It is not held any longer.' });
}
