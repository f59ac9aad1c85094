/** A payment from an account on file, its process killed at every step: it is taken once, and has a home [exactly-once]. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { readSettings } from '../../bridge/app/settings.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { OnFileTrustly } from '../support/rails/on-file-trustly.ts';
import { startOnFile } from '../support/rails/on-file-under-test.ts';
import { compileAhead, startService, type Service } from '../support/service.ts';

const VICTIM = 'test/support/rails/on-file-process.ts';
const BACK = {
  done: 'https://casino.example/done',
  cancelled: 'https://casino.example/cancelled',
  ip: '127.0.0.1',
  language: 'en',
};

/** Past the five minutes after which Trustly tells again what was not answered. */
const REPEATED_AFTER_MS = 6 * 60_000;

let site: BridgeSite;
let trustly: OnFileTrustly;
let database: Database;
const survivors: Awaited<ReturnType<typeof startOnFile>>[] = [];
const victims: Service[] = [];
beforeAll(async () => {
  [site, trustly] = await Promise.all([BridgeSite.open(), OnFileTrustly.start(), compileAhead(VICTIM)]);
  database = new Database(site.databaseUrl, { maxConnections: 5, onError: () => undefined });
});
afterEach(async () => {
  await Promise.all(victims.splice(0).map((victim) => victim.kill()));
  await Promise.all(survivors.splice(0).map((survivor) => survivor.stop()));
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await database.end();
  await Promise.all([trustly.stop(), site.close()]);
  expect(disagreements).toEqual([]);
});

let payments = 0;

async function survive(when: 'before' | 'after', step: string, holdHours = 0): Promise<void> {
  const environment = {
    ...site.environment(),
    TRUSTLY_ON_FILE_URL: trustly.merchant.url,
    HOLD_HOURS: String(holdHours),
  };
  const victim = await startService(VICTIM, [when, step], environment);
  victims.push(victim);
  const number = ++payments;
  // Its machine is not there: what is taken has to go back.
  const payment = {
    fundingId: `k-${number}`,
    asset: 'EGM-NOWHERE',
    amount: { minor: 2_000, currency: 'USD' },
    payer: `payer-0123456789-${number}`,
  };
  const survivor = await startOnFile(readSettings(site.environment()), database, trustly.merchant.url);
  const login = await survivor.payPage.begin(payment, BACK);
  await survivor.stop();
  const died = once(victim.process, 'exit');
  trustly.bridgeUrl = String(victim.listening['url']);
  await trustly.logIn(login, { userName: `player${number}` });
  await died;
  trustly.bridgeUrl = null;

  const settings = readSettings(site.environment());
  const heir = await startOnFile(settings, database, trustly.merchant.url, { holdHours });
  survivors.push(heir);
  trustly.bridgeUrl = heir.url;
  // Trustly repeats each event until it is answered.
  await trustly.calls.forward(REPEATED_AFTER_MS);
  await expect
    .poll(() => heir.payPage.stateOf(payment.fundingId))
    .toEqual({ kind: 'going-back', by: 'bank' });
  expect(await trustly.one(`refund-k-${number}`)).toMatchObject({ amount: '20.00' });
  await trustly.calls.forward(REPEATED_AFTER_MS);
  await trustly.allTold();
  expect(await trustly.one(`k-${number}.1`)).toMatchObject({ refunded: '20.00' });
  expect(await trustly.of(`k-${number}.2`)).toEqual([]);
  expect(await trustly.of(`refund-k-${number}`)).toHaveLength(1);
  expect(await trustly.of(`k-${number}.1.h`)).toHaveLength(holdHours === 0 ? 0 : 1);
}

it.each([
  ['before', 'INSERT INTO capture_attempts'],
  ['before', 'COMMIT SELECT pg_advisory_xact_lock(hashtextextended($1, 7303))'],
  ['after', 'COMMIT SELECT pg_advisory_xact_lock(hashtextextended($1, 7303))'],
  ['before', "UPDATE capture_attempts SET state = 'SENT'"],
  ['after', "UPDATE capture_attempts SET state = 'SENT'"],
  ['before', 'UPDATE capture_attempts SET state = $2'],
  ['before', 'INSERT INTO rail_payments'],
  ['after', 'UPDATE outbox SET tries = tries + 1'],
] as const)('killed %s %s', survive);

it.each([
  ['before', 'INSERT INTO capture_holds'],
  ['after', 'COMMITTED SELECT funding_id AS "fundingId" FROM capture_attempts'],
  ['before', 'UPDATE capture_holds SET state'],
  ['before', "UPDATE capture_attempts SET state = 'SENT'"],
  ['after', "UPDATE capture_attempts SET state = 'SENT'"],
] as const)('whose money is held first, killed %s %s', async (when, step) => {
  await expect(survive(when, step, 24)).resolves.toBeUndefined();
});

it.each([9, 18, 27, 36, 45, 54])('killed after step %i', async (step) => {
  await expect(survive('after', String(step))).resolves.toBeUndefined();
});
