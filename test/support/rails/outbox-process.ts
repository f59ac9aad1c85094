/**
 * Inbox and outbox as a process that kills itself: `node outbox-process.ts WHEN STEP`. WHEN is `before` or `after`,
 * STEP the beginning of a statement, of `COMMIT` and the first statement of its transaction, or `CALL`; or its number.
 * Steps count from the first notification on. Where a numbered step fails, the next one that does not is taken.
 */
import { readSettings } from '../../../bridge/app/settings.ts';
import { Database, type Transaction } from '../../../bridge/platform/postgres/database.ts';
import { AccountTokens } from '../../../bridge/platform/secrets/account-tokens.ts';
import type { RailOutcome } from '../../../bridge/rails/rail.ts';
import { minimalPayouts, minimalRefunds } from './minimal-orders.ts';
import { startOutbox } from './outbox-under-test.ts';

const [when = '', step = ''] = process.argv.slice(2);
if (when === '--help') process.exit(); // compiled ahead
let steps = 0;

async function dieHere(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

/** Does it, unless this is the step at which the process ends. @param isDone whether it did what its name says. */
async function through<T>(
  name: string,
  does: () => Promise<T>,
  isDone: (result: T) => boolean = () => true,
): Promise<T> {
  if (steps > 0 || name.startsWith('INSERT INTO inbox')) steps++;
  const isIt = steps > 0 && (/^\d+$/.test(step) ? steps >= Number(step) : name.startsWith(step));
  if (isIt && when === 'before') await dieHere();
  const result = await does();
  if (isIt && when === 'after' && isDone(result)) await dieHere();
  return result;
}

class KillingDatabase extends Database {
  override query: Database['query'] = (sql, values) =>
    through(
      nameOf(sql),
      () => super.query(sql, values),
      ({ rowCount }) => rowCount !== 0 || /^\d+$/.test(step),
    );

  override async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let first = '';
    const result = await super.transaction(async (tx) => {
      const done = await work({
        query: (sql, values) => {
          first ||= nameOf(sql);
          return through(nameOf(sql), () => tx.query(sql, values));
        },
        withCommit: (sql, values) => {
          first ||= nameOf(sql);
          return through(nameOf(sql), () => tx.withCommit(sql, values));
        },
      });
      await through(`COMMIT ${first}`, async () => undefined);
      return done;
    });
    await through(`COMMITTED ${first}`, async () => undefined);
    return result;
  }
}

function nameOf(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim();
}

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
