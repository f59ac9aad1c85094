/** The key of split tokens is replaced by a command, while bridges work: every token opens, and the old key opens none. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addAccount, lockAccount } from '../../bridge/ledger/on-file-accounts.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { parseSecretKey, WrongSecretKeyError } from '../../bridge/platform/secrets/secret-key.ts';
import { SplitTokens } from '../../bridge/rails/trustly-on-file/split-tokens.ts';
import { capture } from '../../tools/command.ts';
import { BridgeSite, SECRET_KEY } from '../support/bridge/bridge-site.ts';

const key = parseSecretKey(SECRET_KEY);
if (!key) throw new Error('the secret key of the tests is not one');
const secretKey = key;
let site: BridgeSite;
let database: Database;
beforeAll(async () => {
  site = await BridgeSite.open();
  database = new Database(site.databaseUrl, { maxConnections: 2, onError: () => undefined });
  const bridge = await site.bridge();
  expect(bridge.url).toMatch(/^http/);
});
afterAll(async () => {
  await database.end();
  await site.close();
});

async function keep(tokens: SplitTokens, authorizationId: string, token: string): Promise<void> {
  await database.transaction(async (tx) => {
    const sealedSplitToken = await tokens.seal(tx, authorizationId, token);
    const stamp = { atMs: 1, eventId: '1' };
    const accountId = `account-0123456789-${authorizationId}`;
    await addAccount(tx, {
      accountId,
      authorizationId,
      payer: 'payer-0123456789abcdef',
      sealedSplitToken,
      isVerified: true,
      isByNumbers: false,
      stamp,
    });
  });
}
const sealed = async (authorizationId: string) =>
  database.transaction(
    async (tx) => (await lockAccount(tx, authorizationId))?.sealedSplitToken ?? Buffer.alloc(0),
  );

it('is replaced by `keys rotate-tokens`', async () => {
  const tokens = new SplitTokens(secretKey);
  await keep(tokens, '100', 'token of 100');
  await keep(tokens, '101', 'token of 101');
  const before = await sealed('100');
  expect(before.includes('token of 100')).toBe(false);

  const command = ['bridge/app/admin.ts', 'keys', 'rotate-tokens'];
  const { code, stdout, stderr } = await capture(process.execPath, command, { env: site.adminEnvironment() });
  expect([code, stderr, stdout]).toEqual([0, '', 'new key of split tokens; 2 tokens are sealed with it\n']);

  // The bridge that knew the old key, and one that never did.
  for (const each of [tokens, new SplitTokens(secretKey)]) {
    expect(await each.open(database, '100', await sealed('100'))).toBe('token of 100');
    expect(await each.open(database, '101', await sealed('101'))).toBe('token of 101');
  }
  await expect(new SplitTokens(secretKey).open(database, '100', before)).rejects.toThrow('there is no key');
  await keep(tokens, '102', 'token of 102');
  expect((await sealed('102')).readUInt32BE(0)).toBe((await sealed('100')).readUInt32BE(0));
});

it('opens a token for its own authorization only', async () => {
  const tokens = new SplitTokens(secretKey);
  await expect(tokens.open(database, '101', await sealed('100'))).rejects.toThrow(WrongSecretKeyError);
});
