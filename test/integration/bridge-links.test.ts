/** Which link is a machine's, and what the ledger knows of its cabinet, when several things happen at once. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Links } from '../../bridge/ledger/links.ts';
import { BRIDGE_DEAD_AFTER_S } from '../../bridge/ledger/live-bridges.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { EgmLinkClose } from '../../protocol/egm-link.ts';
import { aFunding, BridgeSite, enrol, operator, TestTpas } from '../support/bridge/bridge-site.ts';
import { startTcpProxy, type TcpProxy } from '../support/damage/tcp-proxy.ts';
import { READY_CABINET, TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
let wire: TcpProxy;
beforeAll(async () => {
  site = await BridgeSite.open();
  wire = await startTcpProxy(Number(new URL(site.databaseUrl).port));
});
afterEach(async () => {
  wire.mend();
  await site.clear();
});
afterAll(async () => {
  await wire.stop();
  await site.close();
});

let machines = 0;
const newAsset = () => `EGM-K${++machines}`;

describe('two links of one machine in the same instant', () => {
  it.each(['on one bridge process', 'on two bridge processes'])(
    'leave exactly one, %s, and it can be funded',
    async (where) => {
      const here = await site.bridge();
      const there = where === 'on two bridge processes' ? await site.bridge() : here;
      const tpas = await TestTpas.signIn(here.url);
      for (let pair = 0; pair < 8; pair++) {
        const asset = newAsset();
        const { secret } = await enrol(here.url, asset);
        const rivals = await Promise.all([here, there].map(({ url }) => TestKiosk.dial(url, asset, secret)));
        for (const rival of rivals) rival.creditEverything().hello();
        const codes = rivals.map(async (rival, index) => ({ index, code: await rival.closeCode() }));
        const lost = await Promise.race(codes);
        expect(lost.code).toBe(EgmLinkClose.REPLACED);
        const winner = rivals[1 - lost.index];
        await winner?.next('welcome');
        winner?.tellMemory();
        await winner?.next('memory.compared');
        expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
        winner?.drop();
      }
    },
  );
});

describe('a bridge process that was last heard some time ago', () => {
  const hello = {
    type: 'hello' as const,
    kiosk: { version: '1.0.0', runtime: 'test' },
    cabinet: READY_CABINET,
  };

  it.each([
    { agoS: 6, is: 'alive' },
    { agoS: 12, is: 'dead' },
  ])('is $is after $agoS s, to whoever asks and for whatever reason', async ({ agoS, is }) => {
    const isAlive = is === 'alive';
    const database = new Database(site.databaseUrl, { maxConnections: 2, onError: () => undefined });
    try {
      const machines = new Machines(database);
      const asset = newAsset();
      const { secret } = await machines.enrol(asset, null, 'a test');
      const newLink = async () => {
        const machine = await machines.authenticate(asset, secret);
        if (!machine) throw new Error('the machine is not let in');
        return { ...machine, linkId: randomUUID() };
      };
      const [older, newer] = [await newLink(), await newLink()];
      const silent = new Links(database, randomUUID(), database);
      await silent.beat();
      expect(await silent.claim(newer, hello)).toEqual({ older: null });
      await site.sql('UPDATE bridges SET last_seen = now() - make_interval(secs => $1)', [agoS]);

      expect((await machines.oneOnFloor(asset))?.link !== null).toBe(isAlive);
      expect((await machines.pageOfFloor('')).connected).toBe(isAlive ? 1 : 0);
      const other = new Links(database, randomUUID(), database);
      await other.beat();
      expect((await other.astray([older]))[0]?.place).toBe(isAlive ? 'taken' : 'lost');
      expect((await other.claim(older, hello)) !== null).toBe(!isAlive); // the newest link is let go when its process is dead
    } finally {
      await database.end();
    }
  });

  it('leaves the place of a link that came after the ledger was set back, which has a lower number', async () => {
    const database = new Database(site.databaseUrl, { maxConnections: 1, onError: () => undefined });
    try {
      const asset = newAsset();
      const machines = new Machines(database);
      const { secret } = await machines.enrol(asset, null, 'a test');
      const admitted = await machines.authenticate(asset, secret);
      if (!admitted) throw new Error('the machine is not let in');
      const links = new Links(database, randomUUID(), database);
      await links.beat();
      const [old, present] = [randomUUID(), randomUUID()];
      await links.claim({ ...admitted, linkId: old, linkNumber: admitted.linkNumber + 7 }, hello);
      await site.sql('DELETE FROM links WHERE asset = $1', [asset]); // as the disk that was set back has it
      await links.claim({ ...admitted, linkId: present }, hello);
      await links.release(asset, [old]);
      expect((await machines.oneOnFloor(asset))?.link).not.toBeNull();
      await links.release(asset, [present]);
      expect((await machines.oneOnFloor(asset))?.link).toBeNull();
    } finally {
      await database.end();
    }
  });

  it('counts as dead when docs/bridge.md says so', () => {
    const document = readFileSync(new URL('../../docs/bridge.md', import.meta.url), 'utf8');
    expect(document).toContain(
      `A process that has not been heard for ${BRIDGE_DEAD_AFTER_S} seconds counts as dead`,
    );
  });
});

describe('a kiosk that is not welcomed yet', () => {
  it('is told nothing before the welcome, which says how things stand by then', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const witness = newAsset();
    const other = await site.kiosk(bridge, witness);
    const lock = new Client({ connectionString: site.ownerUrl });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE transfers IN ACCESS EXCLUSIVE MODE');
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.hello();
    await expect.poll(() => site.sql('SELECT 1 FROM links WHERE asset = $1', [asset])).toHaveLength(1);
    // Notices are heard in their order: the one that the witness hears comes after the one for the kiosk.
    for (const machine of [asset, witness]) {
      await operator(bridge.url, 'PUT', `/floor/machines/${machine}/enabled`, { enabled: false });
    }
    await other.next('machine');
    await lock.query('COMMIT');
    await lock.end();
    expect((await kiosk.next('welcome')).enabled).toBe(false);
    kiosk.tellMemory();
    await kiosk.next('memory.compared');
    expect(kiosk.received).toEqual([]); // nothing else came
    kiosk.drop();
  });
});

describe('what a cabinet says of itself', () => {
  it('while the ledger is away gets there when it is back, also from a machine that then stands idle', async () => {
    const database = new URL(site.databaseUrl);
    database.port = String(wire.port);
    const bridge = await site.bridge({ DATABASE_URL: database.href });
    const asset = newAsset();
    const kiosk = (await site.kiosk(bridge, asset)).creditEverything();
    const tpas = await TestTpas.signIn(bridge.url);
    const doorOpen = { ...READY_CABINET, conditions: ['DOOR_OPEN' as const] };
    kiosk.send({ type: 'cabinet', status: doorOpen });
    await expect.poll(async () => (await tpas.fund(aFunding(asset))).body.status).toBe('DECLINED');
    // All but the listening connection: no other news makes the bridge look again.
    wire.cut((firstPiece) => !firstPiece.includes('topper-bridge-listen'));
    const meters = { ...READY_CABINET.meters, notesIn: 2000 };
    kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, meters } });
    await expect.poll(async () => (await fetch(`${bridge.url}/readyz`)).status).toBe(503);
    wire.mend();
    await expect.poll(async () => (await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    const readings = await site.sql('SELECT 1 FROM meter_readings WHERE asset = $1 AND notes_in = 2000', [
      asset,
    ]);
    expect(readings).toHaveLength(1);
  });

  it('is no reading of its meters where the machine has a newer link, whose readings it would follow [books-agree]', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    await site.sql('UPDATE links SET link_id = gen_random_uuid() WHERE asset = $1', [asset]); // a newer one has its place
    const meters = { ...READY_CABINET.meters, notesIn: 2000 };
    kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, meters } });
    const note = { eventId: 1, kind: 'STACKED' as const, minor: 2000, currency: 'USD' };
    kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note });
    await kiosk.next('note.acknowledged'); // after the status had its turn
    const readings = await site.sql(
      'SELECT notes_in::int AS read FROM meter_readings WHERE asset = $1 ORDER BY read_at',
      [asset],
    );
    expect(readings).toEqual([{ read: 0 }]);
  });
});

describe('a note that does not fit', () => {
  const note = { eventId: 7, kind: 'STACKED' as const, minor: 2000, currency: 'USD' };
  const trailOf = async (asset: string) =>
    site.sql<{ detail: unknown }>(
      `SELECT detail FROM audit WHERE event = 'note.contradiction' AND subject = $1`,
      [`${asset} note 0a1b2c3d-7`],
    );

  it('because it is of another currency is kept, acknowledged, in the trail, and not counted in ours', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const foreign = { ...note, currency: 'EUR' };
    for (let times = 0; times < 2; times++) {
      kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note: foreign });
      await kiosk.next('note.acknowledged');
    }
    expect(await site.sql('SELECT currency FROM notes WHERE asset = $1', [asset])).toEqual([
      { currency: 'EUR' },
    ]);
    expect(await trailOf(asset)).toEqual([{ detail: { property: 'USD', cabinet: foreign } }]);
  });

  it('because the ledger knows its id with another amount is acknowledged, and in the trail', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const other = { ...note, minor: 10_000 };
    for (const told of [note, other, other]) {
      kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note: told });
      await kiosk.next('note.acknowledged');
    }
    const { kind, minor, currency } = note;
    expect(await trailOf(asset)).toEqual([{ detail: { ledger: { kind, minor, currency }, cabinet: other } }]);
    kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note: { ...note, eventId: 8 } });
    expect((await kiosk.next('note.acknowledged')).eventId).toBe(8);
  });

  it('because its id is beyond what a board can count ends the link, and nothing is recorded', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    kiosk.sendRaw(
      JSON.stringify({ type: 'note', memoryId: '0a1b2c3d', note }).replace(
        '"eventId":7',
        '"eventId":9223372036854775808',
      ),
    );
    expect(await kiosk.closeCode()).toBe(EgmLinkClose.PROTOCOL_ERROR);
    expect(await site.sql('SELECT 1 FROM notes WHERE asset = $1', [asset])).toEqual([]);
  });
});

describe('a peer that says nothing', () => {
  it('is not kept: without a hello the link ends', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const mute = await TestKiosk.dial(bridge.url, asset, secret);
    expect(await mute.closeCode()).toBe(EgmLinkClose.PROTOCOL_ERROR);
  });
});
