/** Inbox, outbox and the on-file rail, and nothing else of a bridge: small enough to be killed at every step. */
import { randomUUID } from 'node:crypto';
import type { Settings } from '../../../bridge/app/settings.ts';
import { sealedKey } from '../../../bridge/ledger/sealed-keys.ts';
import { Transfers } from '../../../bridge/ledger/transfers.ts';
import { CapturedPayments } from '../../../bridge/money/captured-payments.ts';
import { FundingDecisions } from '../../../bridge/money/decisions.ts';
import { LocalLinks } from '../../../bridge/money/local-links.ts';
import { Inbox } from '../../../bridge/outbox/inbox.ts';
import { OutboxWorker } from '../../../bridge/outbox/outbox-worker.ts';
import { createHttpServer } from '../../../bridge/platform/http/server.ts';
import { createLog } from '../../../bridge/platform/log.ts';
import type { Database } from '../../../bridge/platform/postgres/database.ts';
import { AccountTokens } from '../../../bridge/platform/secrets/account-tokens.ts';
import { Digests } from '../../../bridge/platform/secrets/digests.ts';
import { PlayerLimits } from '../../../bridge/protection/player-limits.ts';
import { CAPTURE_TIMES } from '../../../bridge/rails/trustly-on-file/capture-worker.ts';
import { trustlyOnFile } from '../../../bridge/rails/trustly-on-file/rail.ts';
import { ON_FILE } from '../sandbox/on-file-merchant.ts';

const OUTBOX = { tryMs: 400, leaseMs: 800, backOff: { firstMs: 20, longestMs: 200 }, pollMs: 50 };
/** As in a bridge, but nobody has to wait for the outcome; silence is long enough to tell of a capture. */
const CAPTURES = {
  ...CAPTURE_TIMES,
  callMs: 400,
  leaseMs: 800,
  askFirstMs: 50,
  askLongestMs: 200,
  pollMs: 50,
};

export async function startOnFile(settings: Settings, database: Database, trustlyUrl: string) {
  const { secretKey, limits: profile, trustly } = settings;
  if (secretKey === null) throw new Error('the tests have a secret key');
  const { merchantId } = trustly;
  const log = createLog(settings.logLevel);
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
  const codes = {
    issueCode: async () => ({ kind: 'failed', reason: 'BUSY', retryAfterMs: 1_000 }) as const,
    waiting: 0,
    isPaused: false,
  };
  const rail = trustlyOnFile(
    {
      merchant: { url: trustlyUrl, ...ON_FILE },
      currency: settings.currency,
      notificationUrl: null,
      signedWith: 'sha1',
      takesProcessed: false,
      paysOutInstantly: false,
    },
    { database, secretKey, inbox, digests, accountTokens: new AccountTokens(secretKey), limits, codes, log },
    CAPTURES,
  );
  const worker = new OutboxWorker({ database, rail, log }, OUTBOX);
  inbox.on('decided', () => worker.wake());
  const app = createHttpServer(log, null, []);
  await app.register(rail.routes);
  await rail.start();
  worker.start();
  inbox.start();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    payPage: rail.payPage,
    async stop() {
      await app.close();
      await Promise.all([inbox.stop(), worker.stop(), rail.stop()]);
    },
  };
}
