/**
 * What one bridge process tells the others arrives, or is noticed later, whatever happens to the listening connection.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Client } from 'pg';
import { channelOf, EVERYBODY } from '../../bridge/platform/postgres/notice.ts';
import { NoticeSeal } from '../../bridge/platform/secrets/notice-seal.ts';
import { parseSecretKey } from '../../bridge/platform/secrets/secret-key.ts';
import { EgmLinkClose } from '../../protocol/egm-link.ts';
import {
  aFunding,
  BridgeSite,
  enrol,
  operator,
  SECRET_KEY,
  TestTpas,
} from '../support/bridge/bridge-site.ts';
import { DatabaseGuest } from '../support/databases/database-guest.ts';
import { startTcpProxy, type TcpProxy } from '../support/damage/tcp-proxy.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { issueCode } from '../support/bridge/trustly-stand-in.ts';

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

describe('a funding', () => {
  /** A kiosk at one of three bridges, and how many notices each process is told from now on, and all of them. */
  async function threeBridges() {
    const [here, there] = [await site.bridge(), await site.bridge(), await site.bridge()];
    const asset = newAsset();
    const kiosk = (await site.kiosk(here, asset)).creditEverything();
    const listener = new Client({ connectionString: site.ownerUrl });
    await listener.connect();
    const [link] = await site.sql<{ holder: string }>(
      'SELECT bridge_id AS holder FROM links WHERE asset = $1',
      [asset],
    );
    const bridges = await site.sql<{ id: string }>('SELECT bridge_id AS id FROM bridges');
    const channels = [EVERYBODY, ...bridges.map(({ id }) => channelOf(id))];
    const heard = new Map(channels.map((channel) => [channel, 0]));
    listener.on('notification', ({ channel }) => heard.set(channel, (heard.get(channel) ?? 0) + 1));
    for (const channel of channels) await listener.query(`LISTEN ${channel}`);
    const fund = async (bridge: { url: string }, overrides: Parameters<typeof aFunding>[1] = {}) => {
      for (const channel of channels) heard.set(channel, 0);
      const { body } = await (await TestTpas.signIn(bridge.url)).fund(aFunding(asset, overrides));
      if (body.status === 'DECLINED') await kiosk.next('funding.declined'); // told after the answer
      await listener.query('NOTIFY heard'); // all that was told comes before it
      const holder = channelOf(link?.holder ?? '');
      const others = channels.filter((channel) => channel !== EVERYBODY && channel !== holder);
      const told = (channel: string) => heard.get(channel);
      return {
        body,
        all: told(EVERYBODY),
        holder: told(holder),
        others: others.map(told).sort((a = 0, b = 0) => a - b),
      };
    };
    return { here, there, fund, leave: async () => listener.end() };
  }

  it('is told to the process that holds the link and to the one that was asked; where they are one, to none', async () => {
    const { here, there, fund, leave } = await threeBridges();
    const credited = { status: 'CREDITED' };
    expect(await fund(here)).toMatchObject({ body: credited, all: 0, holder: 0, others: [0, 0] });
    expect(await fund(there)).toMatchObject({ body: credited, all: 0, holder: 1, others: [0, 1] });
    await leave();
  });

  it('that is turned down is told to the process that holds the link, and to no other', async () => {
    const { here, there, fund, leave } = await threeBridges();
    const declined = { status: 'DECLINED' };
    const tooMuch = { amount: '9000.00' };
    expect(await fund(here, tooMuch)).toMatchObject({ body: declined, all: 0, holder: 0, others: [0, 0] });
    expect(await fund(there, tooMuch)).toMatchObject({ body: declined, all: 0, holder: 1, others: [0, 0] });
    await leave();
  });
});

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

describe('somebody else who may connect to the database', () => {
  const PLAYER = 'P-VERY-PERSONAL';
  let guest: DatabaseGuest;
  beforeAll(async () => {
    guest = await DatabaseGuest.of(site, EVERYBODY);
  });
  afterAll(() => guest.leave());

  /** A kiosk at one bridge, which another bridge tells what the CMS and the systems team say. */
  async function told() {
    const [near, far] = [await site.bridge(), await site.bridge()];
    const asset = newAsset();
    const kiosk = await site.kiosk(near, asset);
    const player = `/floor/machines/${asset}/player`;
    const cardIn = async () => operator(far.url, 'PUT', player, { playerId: PLAYER });
    const cardOut = async () => operator(far.url, 'DELETE', player);
    /** Notices are heard in their order: when this one is, so are those before. */
    const heardAll = async () => {
      await operator(far.url, 'PUT', `/floor/machines/${asset}/enabled`, { enabled: false });
      expect((await kiosk.next('machine')).enabled).toBe(false);
    };
    return { near, far, asset, kiosk, cardIn, cardOut, heardAll };
  }

  const ignored = async (url: string, reason: string) => {
    const metrics = await (await operator(url, 'GET', '/metrics')).text();
    const line = new RegExp(`^topper_notices_ignored_total\\{reason="${reason}"\\} (\\d+)$`, 'm');
    return Number(line.exec(metrics)?.[1] ?? 0);
  };

  it('hears that bridges tell each other something, but neither of whom nor of which machine [no-personal-data]', async () => {
    const { asset, kiosk, cardIn, heardAll } = await told();
    await cardIn();
    await kiosk.next('code.replace');
    await heardAll();
    const heard = await guest.heardAtLeast(2); // carded in, disabled
    expect(heard.join('\n')).not.toContain(PLAYER);
    expect(heard.join('\n')).not.toContain(asset);
  });

  it('cannot tell them anything: neither who is carded in, nor that a link was replaced', async () => {
    const { near, asset, kiosk, heardAll } = await told();
    const lies = [
      { kind: 'player', asset, playerId: PLAYER },
      { kind: 'linked', asset, linkNumber: Number.MAX_SAFE_INTEGER },
    ];
    const before = await ignored(near.url, 'not-ours');
    for (const notice of lies) await guest.tell(JSON.stringify({ from: 'a-guest', notice }));
    await heardAll();
    expect(kiosk.received.map(({ type }) => type)).not.toContain('code.replace');
    expect(await ignored(near.url, 'not-ours')).toBe(before + lies.length);
  });

  it('repeats in vain what it heard: a player who has carded out stays carded out', async () => {
    const { near, kiosk, cardIn, cardOut, heardAll } = await told();
    guest.forget();
    await cardIn();
    await kiosk.next('code.replace');
    const heard = await guest.heardAtLeast(1);
    await cardOut();
    await kiosk.next('code.replace');
    for (const payload of heard) await guest.tell(payload);
    await heardAll();
    expect(kiosk.received.map(({ type }) => type)).not.toContain('code.replace');
    expect(await ignored(near.url, 'heard-before')).toBeGreaterThan(0);
  });

  it('repeats it in vain to a bridge that has started since and has the kiosk now', async () => {
    const { far, asset, kiosk: before, cardIn } = await told();
    guest.forget();
    await cardIn();
    await before.next('code.replace');
    const heard = await guest.heardAtLeast(1);
    const kiosk = await site.kiosk(await site.bridge(), asset);
    for (const payload of heard) await guest.tell(payload);
    await operator(far.url, 'PUT', `/floor/machines/${asset}/enabled`, { enabled: false });
    await kiosk.next('machine');
    expect(kiosk.received.map(({ type }) => type)).not.toContain('code.replace');
  });
});

it('a bridge whose clock is wrong can end what is known of a player, and cannot name one [no-personal-data]', async () => {
  const bridge = await site.bridge();
  const asset = newAsset();
  const kiosk = await site.kiosk(bridge, asset);
  await operator(bridge.url, 'PUT', `/floor/machines/${asset}/player`, { playerId: 'P-1' });
  await kiosk.next('code.replace');
  const key = parseSecretKey(SECRET_KEY);
  if (!key) throw new Error('the secret key of the tests is not one');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 600_000 });
  const payload = new NoticeSeal(key, 'bridge-of-yesterday').seal(
    { kind: 'player', asset, playerId: 'P-2' },
    EVERYBODY,
  );
  vi.useRealTimers();
  await site.sql('SELECT pg_notify($1, $2)', [EVERYBODY, payload]);
  await kiosk.next('code.replace');
  site.trustly.behave((request, response) => issueCode(request, response));
  kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
  await kiosk.next('code.issued');
  expect(site.trustly.requests.at(-1)?.body).not.toHaveProperty('id');
});
