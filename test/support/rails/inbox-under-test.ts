/** What a rail under test has of a bridge: the inbox with the decisions behind it, the outbox, and a listener. */
import { randomUUID } from 'node:crypto';
import { merchantIdOf } from '../../../bridge/app/rails.ts';
import type { Settings } from '../../../bridge/app/settings.ts';
import { sealedKey } from '../../../bridge/ledger/sealed-keys.ts';
import { Transfers } from '../../../bridge/ledger/transfers.ts';
import { CapturedPayments } from '../../../bridge/money/captured-payments.ts';
import { FundingDecisions } from '../../../bridge/money/decisions.ts';
import { LocalLinks } from '../../../bridge/money/local-links.ts';
import { Inbox } from '../../../bridge/outbox/inbox.ts';
import { OutboxWorker, type OutboxTimes } from '../../../bridge/outbox/outbox-worker.ts';
import { createHttpServer } from '../../../bridge/platform/http/server.ts';
import { createLog, type Log } from '../../../bridge/platform/log.ts';
import type { Database } from '../../../bridge/platform/postgres/database.ts';
import { AccountTokens } from '../../../bridge/platform/secrets/account-tokens.ts';
import { Digests } from '../../../bridge/platform/secrets/digests.ts';
import { PlayerLimits } from '../../../bridge/protection/player-limits.ts';
import type { Rail } from '../../../bridge/rails/rail.ts';

/** As in a bridge, but nobody has to wait for the outcome. */
const TIMES: OutboxTimes = {
  tryMs: 400,
  leaseMs: 800,
  backOff: { firstMs: 20, longestMs: 200 },
  pollMs: 50,
};

/** @param heard null: its lines go where those of a bridge go. */
export async function openInbox(settings: Settings, database: Database, heard: Log | null = null) {
  const { secretKey, limits: profile } = settings;
  if (secretKey === null) throw new Error('the tests have a secret key');
  const merchantId = merchantIdOf(settings);
  const log = heard ?? createLog(settings.logLevel);
  const digests = await Digests.open(secretKey, (name, fresh) => sealedKey(database, name, fresh));
  const limits = new PlayerLimits(database, digests, profile, () => new Date());
  const transfers = new Transfers(database, randomUUID());
  const links = new LocalLinks();
  const decisions = new FundingDecisions(
    { database, limits, transfers, links, log },
    { ...settings, merchantId },
  );
  const payments = new CapturedPayments({ decisions, digests, merchantId });
  const inbox = new Inbox({ database, payments, secretKey, log });
  // Its machines are not there, and the money is taken all the same: it has to find its way back.
  const outlook = { of: async () => null };
  return { database, secretKey, log, digests, outlook, inbox, accountTokens: new AccountTokens(secretKey) };
}

/** @returns where its routes are, and how all of it ends. */
export async function startRail(
  rail: Rail,
  { database, log, inbox }: Pick<Awaited<ReturnType<typeof openInbox>>, 'database' | 'log' | 'inbox'>,
) {
  const worker = new OutboxWorker({ database, rail, log }, TIMES);
  inbox.on('decided', () => worker.wake());
  const app = createHttpServer(log, null, []);
  await app.register(rail.routes);
  await rail.start();
  worker.start();
  inbox.start();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    async stop() {
      await app.close();
      await Promise.all([inbox.stop(), worker.stop(), rail.stop()]);
    },
  };
}
