/** Which link is a machine's, and what the ledger knows of its cabinet, when several things happen at once. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EgmLinkClose } from '../../protocol/egm-link.ts';
import { aFunding, BridgeSite, enrol, TestTpas } from '../support/bridge-site.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { READY_CABINET, TestKiosk } from '../support/test-kiosk.ts';

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
        expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
        winner?.drop();
      }
    },
  );
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
