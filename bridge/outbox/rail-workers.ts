/** Starts what rails that pay first or pay out need: the inbox's worker, and for each rail a worker for what it owes. */
import { tellOwedElsewhere } from '../ledger/owed-elsewhere.ts';
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import type { Rail } from '../rails/rail.ts';
import type { Inbox } from './inbox.ts';
import { OUTBOX_TIMES, OutboxWorker } from './outbox-worker.ts';

interface Ports {
  readonly rails: readonly Rail[];
  readonly inbox: Inbox;
  readonly database: Database;
  readonly notices: Notices;
  readonly log: Log;
}

/**
 * What a rail owes that is not among these is an alarm: a rail stays in the settings until it owes nothing more.
 * @returns a function that stops them. Where no rail pays first or pays out, no worker is started.
 */
export async function startRailWorkers({
  rails,
  inbox,
  database,
  notices,
  log,
}: Ports): Promise<() => Promise<void>> {
  const workers = rails.flatMap((rail) =>
    rail.refunds === null && rail.payouts === null
      ? []
      : [new OutboxWorker({ database, rail, log }, OUTBOX_TIMES)],
  );
  const names = rails
    .filter(({ refunds, payouts }) => refunds !== null || payouts !== null)
    .map(({ name }) => name);
  for (const rail of await tellOwedElsewhere(database, names))
    log.error({ event: 'rail.missing', rail }, 'a rail that is not in the settings owes refunds or payouts');
  if (workers.length === 0) return async () => undefined;
  const wake = () => {
    for (const worker of workers) worker.wake();
  };
  // A row is written where money is decided or settled, on whichever process: all of them are told of both.
  inbox.on('decided', wake);
  notices.on('settled', wake);
  notices.on('resumed', wake);
  for (const worker of workers) worker.start();
  inbox.start();
  return async () => {
    await Promise.all([inbox.stop(), ...workers.map((worker) => worker.stop())]);
  };
}
