/**
 * Inbox and outbox as a process that kills itself: `node outbox-process.ts WHEN STEP`. WHEN is `before` or `after`,
 * STEP the beginning of a statement, of `COMMIT` and the first statement of its transaction, or `CALL`; or its number.
 * Steps count from the first notification on.
 */
import { readSettings } from '../../../bridge/app/settings.ts';
import { Database, type Queryable } from '../../../bridge/platform/postgres/database.ts';
import type { RefundOutcome } from '../../../bridge/rails/rail.ts';
import { refundsByAsking, refundsByKey } from './minimal-refunds.ts';
import { startOutbox } from './outbox-under-test.ts';

const [when = '', step = ''] = process.argv.slice(2);
if (when === '--help') process.exit(); // compiled ahead
let steps = 0;

async function dieHere(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

/** Does it, unless this is the step at which the process ends. */
async function through<T>(name: string, does: () => Promise<T>): Promise<T> {
  if (steps > 0 || name.startsWith('INSERT INTO inbox')) steps++;
  const isIt = steps > 0 && (/^\d+$/.test(step) ? steps === Number(step) : name.startsWith(step));
  if (isIt && when === 'before') await dieHere();
  const result = await does();
  if (isIt && when === 'after') await dieHere();
  return result;
}

class KillingDatabase extends Database {
  override query: Database['query'] = (sql, values) => through(nameOf(sql), () => super.query(sql, values));

  override async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    let first = '';
    const result = await super.transaction(async (tx) => {
      const done = await work({
        query: (sql, values) => {
          first ||= nameOf(sql);
          return through(nameOf(sql), () => tx.query(sql, values));
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

const { DATABASE_URL: url = '', REFUND_URL: refundUrl = '', REFUNDS: kind = 'by-key' } = process.env;
const refunds = kind === 'by-key' ? refundsByKey(refundUrl) : refundsByAsking(refundUrl);
const call = (does: () => Promise<RefundOutcome>) => through('CALL', does);
const outbox = await startOutbox({
  settings: readSettings(process.env),
  database: new KillingDatabase(url, { maxConnections: 5, onError: () => undefined }),
  refunds: {
    send: (refund, signal) => call(() => refunds.send(refund, signal)),
    resume: (refund, signal) => call(() => refunds.resume(refund, signal)),
  },
});
process.stdout.write(`${JSON.stringify({ event: 'listening', url: outbox.url })}\n`);
