/** Starts what rails that pay first need: the inbox's worker, and for each rail a worker for its refunds. */
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import type { Rail } from '../rails/rail.ts';
import type { Inbox } from './inbox.ts';
import { REFUND_TIMES, RefundWorker } from './refund-worker.ts';

interface Ports {
  readonly rails: readonly Rail[];
  readonly inbox: Inbox;
  readonly database: Database;
  readonly notices: Notices;
  readonly log: Log;
}

/** @returns a function that stops them. Where no rail pays first, no worker is started. */
export function startRailWorkers({ rails, inbox, database, notices, log }: Ports): () => Promise<void> {
  const workers = rails.flatMap(({ name, refunds }) =>
    refunds === null ? [] : [new RefundWorker({ database, rail: { name, refunds }, log }, REFUND_TIMES)],
  );
  if (workers.length === 0) return async () => undefined;
  const wake = () => {
    for (const worker of workers) worker.wake();
  };
  // A refund is written where money is decided or settled, on whichever process: all of them are told of both.
  inbox.on('decided', wake);
  notices.on('settled', wake);
  notices.on('resumed', wake);
  for (const worker of workers) worker.start();
  inbox.start();
  return async () => {
    await Promise.all([inbox.stop(), ...workers.map((worker) => worker.stop())]);
  };
}
