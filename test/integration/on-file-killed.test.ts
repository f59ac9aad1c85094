/** A payment from an account on file, its process killed at every step: it is taken once, and has a home [exactly-once]. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { readSettings } from '../../bridge/app/settings.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { chooseAccount, eventOf, tell } from '../support/rails/on-file-phone.ts';
import { OnFileStandIn } from '../support/rails/on-file-stand-in.ts';
import { startOnFile } from '../support/rails/on-file-under-test.ts';
import { compileAhead, startService, type Service } from '../support/service.ts';

const VICTIM = 'test/support/rails/on-file-process.ts';
const BACK = { done: 'https://casino.example/done', cancelled: 'https://casino.example/cancelled' };

let site: BridgeSite;
let trustly: OnFileStandIn;
let database: Database;
const survivors: Awaited<ReturnType<typeof startOnFile>>[] = [];
const victims: Service[] = [];
beforeAll(async () => {
  [site, trustly] = await Promise.all([BridgeSite.open(), OnFileStandIn.start(), compileAhead(VICTIM)]);
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

async function survive(when: 'before' | 'after', step: string): Promise<void> {
  const environment = { ...site.environment(), TRUSTLY_ON_FILE_URL: trustly.url };
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
  const survivor = await startOnFile(readSettings(site.environment()), database, trustly.url);
  const login = await survivor.payPage.begin(payment, BACK);
  await survivor.stop();
  const died = once(victim.process, 'exit');
  trustly.captureStatus = 4;
  const { event } = chooseAccount(trustly, login, { token: `token-${number}` });
  await tell(String(victim.listening['url']), event).catch(() => 0); // it may die before it answers
  await died;

  const heir = await startOnFile(readSettings(site.environment()), database, trustly.url);
  survivors.push(heir);
  // Trustly repeats the event until it is answered.
  expect(await tell(heir.url, event)).toBe(200);
  const captures = () => trustly.of(`k-${number}.1`);
  await expect.poll(() => captures().length).toBe(1);
  await expect.poll(() => captures()[0]?.refunded).toBe('20.00');
  const [capture] = captures();
  if (!capture) throw new Error('no capture');
  expect(await tell(heir.url, eventOf(capture, { eventType: 'Complete' }))).toBe(200);
  await expect
    .poll(() => heir.payPage.stateOf(payment.fundingId))
    .toEqual({ kind: 'going-back', by: 'bank' });
  expect(
    [...trustly.transactions.values()].filter(({ merchantReference: of }) => of.startsWith(`k-${number}.`)),
  ).toHaveLength(1);
  expect(trustly.of(`refund-k-${number}`).map(({ amount }) => amount)).toEqual(['20.00']);
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

it.each([9, 18, 27, 36, 45, 54])('killed after step %i', async (step) => {
  await expect(survive('after', String(step))).resolves.toBeUndefined();
});
