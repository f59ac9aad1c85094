/**
 * Cancels what is held for nothing: the attempt was refused, the machine closed, the player left. Else the money would be
 * blocked on the player's account for hours. It is tried until Trustly says that it is over, or its time is.
 */
import { spreadBackOffMs } from '../../../protocol/back-off.ts';
import { endHoldOpen, raiseHoldOpen } from '../../ledger/capture-alarms.ts';
import {
  endHold,
  markHoldCancelAsked,
  noteLookedFor,
  tryHoldLater,
  type LeftHold,
  type RepeatedHold,
} from '../../ledger/capture-holds.ts';
import { tellOfHold } from './capture-holds.ts';
import { ALARM_AFTER_TRIES } from './capture-permit.ts';
import type { CapturePorts, CaptureTimes } from './capture-ports.ts';
import { ON_FILE } from './on-file.ts';

export async function releaseHold(
  ports: CapturePorts,
  times: CaptureTimes,
  signal: () => AbortSignal,
  hold: LeftHold,
): Promise<void> {
  const { database, client } = ports;
  const { reference, transactionId } = hold;
  if (hold.isPast) return end(ports, hold, 'EXPIRED', 'its time is over');
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
  const { client } = ports;
  const found = await client.transactionsOf(hold.reference, signal());
  if (found.kind !== 'answered') return later(ports, times, hold, found.reason);
  if (found.value.length === 0 && hold.sentMs > times.lostMs)
    return end(ports, hold, 'REFUSED', 'it never arrived');
  for (const transaction of found.value) await tellOfHold(ports, hold, transaction);
  await later(ports, times, hold, null);
}

/** It was asked for more than once: each one that arrived is told of, and those that nobody needs are let go of. */
export async function lookForAll(
  ports: CapturePorts,
  signal: () => AbortSignal,
  hold: RepeatedHold,
): Promise<void> {
  const { database, client } = ports;
  const found = await client.transactionsOf(hold.reference, signal());
  if (found.kind !== 'answered') return; // it is taken again
  for (const transaction of found.value) await tellOfHold(ports, hold, transaction);
  await noteLookedFor(database, hold.reference);
}

async function end(
  { database }: CapturePorts,
  hold: LeftHold,
  state: 'EXPIRED' | 'REFUSED',
  said: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    await endHold(tx, hold, state, said);
    await endHoldOpen(tx, ON_FILE, hold.reference);
  });
}

async function later(
  { database }: CapturePorts,
  { askFirstMs, askLongestMs }: CaptureTimes,
  hold: LeftHold,
  said: string | null,
): Promise<void> {
  const times = { firstMs: askFirstMs, longestMs: askLongestMs };
  await tryHoldLater(database, hold.reference, said, spreadBackOffMs(times, hold.tries, Math.random()));
  if (hold.tries >= ALARM_AFTER_TRIES) await raiseHoldOpen(database, ON_FILE, hold, said);
}
