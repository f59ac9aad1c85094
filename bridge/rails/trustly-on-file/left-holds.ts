/**
 * Cancels what is held for nothing: the attempt was refused, the machine closed, the player left. Else the money would be
 * blocked on the player's account for hours. It is tried until Trustly says that it is over, or its time is.
 */
import { spreadBackOffMs } from '../../../protocol/back-off.ts';
import { endHold, markHoldCancelAsked, tryHoldLater, type LeftHold } from '../../ledger/capture-holds.ts';
import { tellOfHold } from './capture-holds.ts';
import type { CapturePorts, CaptureTimes } from './capture-ports.ts';

export async function releaseHold(
  ports: CapturePorts,
  times: CaptureTimes,
  signal: () => AbortSignal,
  hold: LeftHold,
): Promise<void> {
  const { database, client } = ports;
  const { reference, transactionId } = hold;
  if (hold.isPast)
    return database.transaction(async (tx) => endHold(tx, hold, 'EXPIRED', 'its time is over'));
  if (transactionId === null) return find(ports, times, signal, hold);
  await markHoldCancelAsked(database, reference);
  const cancelled = await client.cancel(transactionId, 'not needed', signal());
  const answer =
    cancelled.kind === 'answered' ? cancelled : await client.transaction(transactionId, signal());
  await later(ports, times, hold, answer.kind === 'answered' ? null : answer.reason);
  if (answer.kind === 'answered') await tellOfHold(ports, hold, answer.value);
}

/** It may have reached Trustly, which has not told its id of it. */
async function find(
  ports: CapturePorts,
  times: CaptureTimes,
  signal: () => AbortSignal,
  hold: LeftHold,
): Promise<void> {
  const { database, client } = ports;
  const found = await client.transactionsOf(hold.reference, signal());
  if (found.kind !== 'answered') return later(ports, times, hold, found.reason);
  if (found.value.length === 0 && hold.sentMs > times.lostMs)
    return database.transaction(async (tx) => endHold(tx, hold, 'REFUSED', 'it never arrived'));
  for (const transaction of found.value) await tellOfHold(ports, hold, transaction);
  await tryHoldLater(database, hold.reference, null, found.value.length === 0 ? times.askFirstMs : 0);
}

async function later(
  { database }: CapturePorts,
  { askFirstMs, askLongestMs }: CaptureTimes,
  { reference, tries }: LeftHold,
  said: string | null,
): Promise<void> {
  const times = { firstMs: askFirstMs, longestMs: askLongestMs };
  await tryHoldLater(database, reference, said, spreadBackOffMs(times, tries, Math.random()));
}
