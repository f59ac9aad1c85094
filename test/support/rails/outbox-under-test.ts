/** Inbox and outbox with the minimal rail, and nothing else of a bridge: small enough to be killed at every step. */
import type { Settings } from '../../../bridge/app/settings.ts';
import type { Database } from '../../../bridge/platform/postgres/database.ts';
import type { Payouts, Refunds } from '../../../bridge/rails/rail.ts';
import { openInbox, startRail } from './inbox-under-test.ts';
import { minimalRail, silence } from './minimal-rail.ts';
import { NOTIFICATION_KEY } from './notify.ts';

interface Parts {
  readonly settings: Settings;
  readonly database: Database;
  readonly refunds: Refunds;
  readonly payouts: Payouts;
}

export async function startOutbox({ settings, database, refunds, payouts }: Parts) {
  const opened = await openInbox(settings, database);
  const { inbox, digests, accountTokens } = opened;
  const rail = minimalRail({
    service: silence,
    perSecond: 1,
    key: NOTIFICATION_KEY,
    inbox,
    digests,
    accountTokens,
    refunds,
    payouts,
  });
  return startRail(rail, opened);
}
