/**
 * Inbox and outbox as a process that kills itself: `node outbox-process.ts WHEN STEP` (dying-process.ts). STEP may be
 * `CALL` too. Steps count from the first notification on.
 */
import { readSettings } from '../../../bridge/app/settings.ts';
import { AccountTokens } from '../../../bridge/platform/secrets/account-tokens.ts';
import type { RailOutcome } from '../../../bridge/rails/rail.ts';
import { KillingDatabase, stepsBeginAt, through } from './dying-process.ts';
import { minimalPayouts, minimalRefunds } from './minimal-orders.ts';
import { startOutbox } from './outbox-under-test.ts';

if (process.argv[2] === '--help') process.exit(); // compiled ahead
stepsBeginAt('INSERT INTO inbox');

const { DATABASE_URL: url = '', PAYER_URL: payerUrl = '' } = process.env;
const repeats = process.env['REPEATS'] === 'by-asking' ? 'by-asking' : 'by-key';
const settings = readSettings(process.env);
if (settings.secretKey === null) throw new Error('the tests have a secret key');
const refunds = minimalRefunds(payerUrl, repeats);
const payouts = minimalPayouts(payerUrl, repeats, new AccountTokens(settings.secretKey));
const call = (does: () => Promise<RailOutcome>) => through('CALL', does);
const outbox = await startOutbox({
  settings,
  database: new KillingDatabase(url, { maxConnections: 5, onError: () => undefined }),
  refunds: {
    send: (refund, signal) => call(() => refunds.send(refund, signal)),
    resume: (refund, signal) => call(() => refunds.resume(refund, signal)),
  },
  payouts: {
    send: (payout, signal) => call(() => payouts.send(payout, signal)),
    resume: (payout, signal) => call(() => payouts.resume(payout, signal)),
  },
});
process.stdout.write(`${JSON.stringify({ event: 'listening', url: outbox.url })}\n`);
