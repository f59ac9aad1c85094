/** What one bridge process tells the others gets there, or is found out, whatever becomes of the listening connection. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EgmLinkClose } from '../../protocol/egm-link.ts';
import { aFunding, BridgeSite, enrol, operator, TestTpas } from '../support/bridge-site.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { TestKiosk } from '../support/test-kiosk.ts';
import { issueCode } from '../support/trustly-stand-in.ts';

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
const newAsset = () => `EGM-N${++machines}`;

const listening = (firstPiece: Buffer) => firstPiece.includes('topper-bridge-listen');

/** A bridge whose connections to the database a test may freeze, and one that is left alone. */
async function twoBridges(overrides: Record<string, string> = {}) {
  const database = new URL(site.databaseUrl);
  database.port = String(wire.port);
  const deaf = await site.bridge({ ...overrides, DATABASE_URL: database.href });
  const other = await site.bridge(overrides);
  return { deaf, other };
}

const readiness = async (url: string) => (await fetch(`${url}/readyz`)).status;

describe('with the listening connection half-open', () => {
  it("the next code never carries the previous player's id [no-personal-data]", async () => {
    const { deaf, other } = await twoBridges();
    const asset = newAsset();
    const kiosk = await site.kiosk(deaf, asset);
    await operator(other.url, 'PUT', `/floor/machines/${asset}/player`, { playerId: 'P-1' });
    await kiosk.next('code.replace');
    wire.freeze(listening);
    await operator(other.url, 'DELETE', `/floor/machines/${asset}/player`);
    site.trustly.behave((request, response) => issueCode(request, response));
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    await kiosk.next('code.replace');
    kiosk.send({ type: 'code.request', requestId: 2, purpose: 'replacement' });
    expect((await kiosk.next('code.issued')).requestId).toBe(2);
    expect(site.trustly.requests.at(-1)?.body).not.toHaveProperty('id');
  });

  it('a credit is told long before its window is over', async () => {
    const { deaf, other } = await twoBridges({ BRIDGE_FUNDING_WINDOW_MS: '120000' });
    const asset = newAsset();
    (await site.kiosk(other, asset)).creditEverything();
    const tpas = await TestTpas.signIn(deaf.url);
    wire.freeze(listening);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
  });

  it('a machine that is revoked elsewhere takes no money from then on, and its link ends', async () => {
    const { deaf, other } = await twoBridges();
    const asset = newAsset();
    const kiosk = (await site.kiosk(deaf, asset)).creditEverything();
    const tpas = await TestTpas.signIn(deaf.url);
    wire.freeze(listening);
    await enrol(other.url, asset);
    expect((await tpas.fund(aFunding(asset))).body.error?.code).toBe('ASSET_OFFLINE');
    wire.mend();
    expect(await kiosk.closeCode()).toBe(EgmLinkClose.CREDENTIALS_ENDED);
  });

  it('what was told meanwhile reaches the glass: disabled, and a funding turned down [live-codes-only] [where-the-money-is]', async () => {
    const { deaf, other } = await twoBridges();
    const asset = newAsset();
    const kiosk = await site.kiosk(deaf, asset);
    const tpas = await TestTpas.signIn(other.url);
    await tpas.fund(aFunding(asset, { amount: '9000.00' }));
    expect((await kiosk.next('funding.declined')).amount.minor).toBe(900_000);
    wire.freeze(listening);
    await tpas.fund(aFunding(asset, { amount: '5000.00' }));
    await operator(other.url, 'PUT', `/floor/machines/${asset}/enabled`, { enabled: false });
    wire.mend();
    expect((await kiosk.next('funding.declined')).amount.minor).toBe(500_000);
    expect((await kiosk.next('machine')).enabled).toBe(false);
  });

  it('a newer link elsewhere ends the older one, and only that', async () => {
    const { deaf, other } = await twoBridges();
    const asset = newAsset();
    const { secret } = await enrol(other.url, asset);
    const older = await TestKiosk.connect(deaf.url, asset, secret);
    wire.freeze(listening);
    const newer = (await TestKiosk.connect(other.url, asset, secret)).creditEverything();
    wire.mend();
    expect(await older.closeCode()).toBe(EgmLinkClose.REPLACED);
    const tpas = await TestTpas.signIn(other.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    newer.drop();
  });

  it('readiness says so, and a reconnect to a server that stays silent is given up and tried again', async () => {
    const { deaf } = await twoBridges();
    expect(await readiness(deaf.url)).toBe(200);
    wire.freeze(listening);
    const before = wire.opened(listening);
    await expect.poll(() => readiness(deaf.url)).toBe(503);
    await expect.poll(() => wire.opened(listening)).toBe(before + 1);
    wire.mend();
    await expect.poll(() => readiness(deaf.url)).toBe(200);
  });
});
