import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CommitUnknownError,
  Database,
  NothingRecordedError,
} from '../../bridge/platform/postgres/database.ts';
import { aFunding, BridgeSite, TestTpas } from '../support/bridge/bridge-site.ts';
import { startTcpProxy, type TcpProxy } from '../support/damage/tcp-proxy.ts';

let site: BridgeSite;
let wire: TcpProxy;
let databaseUrl: string;
beforeAll(async () => {
  site = await BridgeSite.open();
  const url = new URL(site.databaseUrl);
  wire = await startTcpProxy(Number(url.port));
  url.port = String(wire.port);
  databaseUrl = url.href;
});
afterAll(async () => {
  await site.clear();
  await wire.stop();
  await site.close();
});

describe('a transaction', () => {
  it('says for certain that nothing was recorded, or that it does not know', async () => {
    const database = new Database(databaseUrl, { maxConnections: 1, onError: () => undefined });
    await site.sql('CREATE TABLE kept (id text UNIQUE DEFERRABLE INITIALLY DEFERRED)');
    await site.sql('GRANT SELECT, INSERT ON kept TO PUBLIC');
    const keep = async (id: string) =>
      database.transaction(async (tx) => tx.query('INSERT INTO kept VALUES ($1)', [id]));
    const kept = async () =>
      (await site.sql<{ id: string }>('SELECT id FROM kept ORDER BY id')).map(({ id }) => id);
    await keep('a');

    await expect(keep('a')).rejects.toThrow(NothingRecordedError); // refused at COMMIT
    const swallowed = database.transaction(async (tx) => {
      await tx.query('INSERT INTO kept VALUES ($1)', ['b']);
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow(NothingRecordedError); // COMMIT is answered ROLLBACK
    const cutBefore = database.transaction(async (tx) => {
      await tx.query('INSERT INTO kept VALUES ($1)', ['c']);
      wire.cut();
      await tx.query('SELECT 1');
    });
    await expect(cutBefore).rejects.toThrow(NothingRecordedError);
    await expect(keep('d')).rejects.toThrow(NothingRecordedError); // no connection to be had
    wire.mend();
    expect(await kept()).toEqual(['a']);

    await expect(
      database.transaction(async (tx) => {
        const last = [tx.withCommit('INSERT INTO kept VALUES ($1)', ['f']), tx.withCommit('SELECT 1 / 0')];
        last.forEach((answer) => void answer.catch(() => undefined));
      }),
    ).rejects.toThrow(NothingRecordedError); // one of the last statements is refused
    expect(await kept()).toEqual(['a']);
    wire.loseCommitOf('kept-g');
    await expect(
      database.transaction(async (tx) => {
        void tx.withCommit('INSERT INTO kept VALUES ($1)', ['kept-g']);
      }),
    ).rejects.toThrow(CommitUnknownError); // sent together with COMMIT
    wire.mend();
    expect(await kept()).toEqual(['a', 'kept-g']);

    wire.loseCommitOf('kept-e');
    await expect(keep('kept-e')).rejects.toThrow(CommitUnknownError);
    wire.mend();
    expect(await kept()).toEqual(['a', 'kept-e', 'kept-g']);
    await database.end();
  });
});

it('tells of a lost connection in one short line, without what the connection knows', async () => {
  const lost: Error[] = [];
  const database = new Database(databaseUrl, { maxConnections: 1, onError: (error) => lost.push(error) });
  await database.ping();
  wire.cut();
  await expect.poll(() => lost).toHaveLength(1);
  expect(lost[0]).not.toHaveProperty('client');
  wire.mend();
  await database.end();
});

describe('a request whose commit is not confirmed', () => {
  it('is never answered with "nothing was recorded", and repeated tells the truth', async () => {
    const bridge = await site.bridge({ DATABASE_URL: databaseUrl });
    (await site.kiosk(bridge, 'EGM-K1')).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    const [funding, cancelled] = [aFunding('EGM-K1'), aFunding('EGM-K1')];
    const wanted = { limit: '100.00', currency: 'USD', requestedBy: 'PLAYER' };

    wire.loseCommitOf('PLAYER');
    const limit = await tpas.request('PUT', '/v1/limits/k', wanted);
    wire.mend();
    expect([limit.status, await limit.json()]).toMatchObject([500, { error: { code: 'OUTCOME_UNKNOWN' } }]);
    expect((await tpas.request('PUT', '/v1/limits/k', wanted)).status).toBe(200);
    expect(await site.sql('SELECT to_minor FROM limit_history')).toEqual([{ to_minor: '10000' }]);

    wire.loseCommitOf(cancelled.fundingId);
    expect((await tpas.cancel(cancelled)).status).toBe(500);
    wire.mend();
    expect(await tpas.cancel(cancelled)).toMatchObject({
      status: 200,
      body: { error: { code: 'CANCELLED' } },
    });

    wire.loseCommitOf(funding.fundingId);
    const answer = tpas.fund(funding);
    await expect.poll(async () => site.sql('SELECT 1 FROM transfers')).toHaveLength(1);
    wire.mend();
    expect([200, 202]).toContain((await answer).status);
  });
});
