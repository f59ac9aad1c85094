/** Inbox, outbox and the on-file rail, and nothing else of a bridge: small enough to be killed at every step. */
import type { Settings } from '../../../bridge/app/settings.ts';
import type { Log } from '../../../bridge/platform/log.ts';
import type { Database } from '../../../bridge/platform/postgres/database.ts';
import { CAPTURE_TIMES } from '../../../bridge/rails/trustly-on-file/capture-ports.ts';
import { PageCodes } from '../../../bridge/rails/page-codes.ts';
import { trustlyOnFile } from '../../../bridge/rails/trustly-on-file/rail.ts';
import { ON_FILE } from '../sandbox/on-file-merchant.ts';
import { openInbox, startRail } from './inbox-under-test.ts';

/** As in a bridge, but nobody has to wait for the outcome; silence is long enough to tell of a capture. */
const CAPTURES = {
  ...CAPTURE_TIMES,
  callMs: 400,
  lostMs: 500,
  leaseMs: 800,
  askFirstMs: 50,
  askLongestMs: 200,
  pollMs: 50,
};

export async function startOnFile(
  settings: Settings,
  database: Database,
  trustlyUrl: string,
  {
    log = null,
    addsAs = 'Deferred',
    holdHours = 0,
  }: { log?: Log | null; addsAs?: 'Deferred' | 'Retrieval'; holdHours?: number } = {},
) {
  const opened = await openInbox(settings, database, log);
  const codes = new PageCodes(opened.secretKey, { base: 'https://pay.casino.example', lifetimeMs: 60_000 });
  const rail = trustlyOnFile(
    {
      merchant: { url: trustlyUrl, ...ON_FILE },
      currency: settings.currency,
      notificationUrl: null,
      signedWith: 'sha1',
      takesProcessed: false,
      holdHours,
      paysOutInstantly: false,
      addsAs,
      takesNumbers: true,
    },
    { ...opened, codes },
    CAPTURES,
  );
  return { ...(await startRail(rail, opened)), ...rail.pages };
}
