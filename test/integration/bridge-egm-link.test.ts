import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EgmLinkClose } from '../../protocol/egm-link.ts';
import { aFunding, BridgeSite, enrol, operator, TestTpas } from '../support/bridge/bridge-site.ts';
import { READY_CABINET, TestKiosk } from '../support/bridge/test-kiosk.ts';
import { issueCode } from '../support/bridge/trustly-stand-in.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(() => site.clear());
afterAll(() => site.close());

let machines = 0;
const newAsset = () => `EGM-L${++machines}`;

describe('a kiosk whose cabinet is a simulated one', () => {
  it('is not let in where payments are real, so that it gets no code and no money; in a sandbox it is', async () => {
    const real = await site.bridge({ TRUSTLY_URL: 'https://cashlesscasino.trustly.example' });
    const { asset, secret } = await site.enrolled(real);
    const kiosk = await TestKiosk.dial(real.url, asset, secret);
    kiosk.hello(READY_CABINET, { simulatedCabinet: true });
    expect(await kiosk.closeCode()).toBe(EgmLinkClose.PROTOCOL_ERROR);
    const tpas = await TestTpas.signIn(real.url);
    expect((await tpas.fund(aFunding(asset))).status).toBe(503);
    const sandbox = await site.bridge();
    const welcome = await TestKiosk.dial(sandbox.url, asset, secret);
    welcome.hello(READY_CABINET, { simulatedCabinet: true });
    await welcome.next('welcome');
    welcome.drop();
  });
});

describe('the kiosk link', () => {
  it('welcomes a kiosk with its designation, currency and heartbeat', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.send({
      type: 'hello',
      kiosk: { version: '0.1.0', runtime: 'test' },
      cabinet: READY_CABINET,
    });
    expect(await kiosk.next('welcome')).toEqual({
      type: 'welcome',
      asset,
      designation,
      tellAfter: null,
      noteTellAfter: null,
      enabled: true,
      currency: 'USD',
      heartbeatMs: 1000,
    });
    await kiosk.close();
  });

  it('says after which note of the machine the ledger may lack some: before the first gap [stacked-notes]', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    for (const eventId of [3, 4, 6]) {
      const note = { eventId, kind: 'STACKED' as const, minor: 500, currency: 'USD' };
      kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note });
      await kiosk.next('note.acknowledged');
    }
    await kiosk.close();
    const again = await TestKiosk.dial(bridge.url, asset, secret);
    again.hello();
    expect((await again.next('welcome')).noteTellAfter).toEqual({ memoryId: '0a1b2c3d', eventId: 4 });
    await again.close();
  });

  it('refuses a wrong secret, an unknown asset, and the old secret after a new one was issued', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    await expect(TestKiosk.dial(bridge.url, asset, 'guess')).rejects.toThrow('401');
    await expect(TestKiosk.dial(bridge.url, 'EGM-NOWHERE', secret)).rejects.toThrow('401');
    await enrol(bridge.url, asset);
    await expect(TestKiosk.dial(bridge.url, asset, secret)).rejects.toThrow('401');
  });

  it('refuses a peer that does not offer its subprotocol', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    await expect(TestKiosk.dial(bridge.url, asset, secret, 'something.else')).rejects.toThrow('400');
  });

  it.each([
    ['what is not JSON', 'hello'],
    ['what is not of the schema', JSON.stringify({ type: 'hello', kiosk: {}, cabinet: {} })],
    ['a message before hello', JSON.stringify({ type: 'code.request', requestId: 1, purpose: 'first' })],
    ['a binary message', Buffer.from('{}')],
  ])('ends with a protocol error on %s [checked-at-the-door]', async (_what, data) => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.sendRaw(data);
    expect(await kiosk.closeCode()).toBe(EgmLinkClose.PROTOCOL_ERROR);
  });

  it('takes its place in the ledger back from a bridge that died, whose last word came late', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    kiosk.creditEverything();
    const dead = randomUUID();
    await site.sql(`INSERT INTO bridges (bridge_id, last_seen) VALUES ($1, now() - interval '1 minute')`, [
      dead,
    ]);
    await site.sql(`UPDATE links SET bridge_id = $2, link_id = $2 WHERE asset = $1`, [asset, dead]);
    await expect
      .poll(() => site.sql('SELECT 1 FROM links WHERE asset = $1 AND bridge_id <> $2', [asset, dead]))
      .toHaveLength(1);
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
  });

  it('of the same asset replaces the older one, also on another bridge process', async () => {
    const [here, there] = [await site.bridge(), await site.bridge()];
    const asset = newAsset();
    const { secret } = await enrol(here.url, asset);
    const first = await TestKiosk.connect(here.url, asset, secret);
    const second = await TestKiosk.connect(here.url, asset, secret);
    expect(await first.closeCode()).toBe(EgmLinkClose.REPLACED);
    const third = await TestKiosk.connect(there.url, asset, secret);
    expect(await second.closeCode()).toBe(EgmLinkClose.REPLACED);
    third.creditEverything();
    const tpas = await TestTpas.signIn(here.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    third.drop();
  });

  it('that has gone silent is noticed within two heartbeats', async () => {
    const bridge = await site.bridge({ BRIDGE_HEARTBEAT_MS: '100' });
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    kiosk.freeze();
    await expect.poll(() => linkOf(bridge.url, asset), { timeout: 5_000 }).toBeNull();
  });

  it('is sent elsewhere when the bridge stops', async () => {
    const bridge = await site.bridge();
    const kiosk = await site.kiosk(bridge, newAsset());
    await bridge.stop();
    expect(await kiosk.closeCode()).toBe(EgmLinkClose.DRAINING);
  });

  it('counts a repeated note once and acknowledges it each time [stacked-notes]', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const note = { eventId: 7, kind: 'STACKED' as const, minor: 2000, currency: 'USD' };
    for (let times = 0; times < 2; times++) {
      kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note });
      expect(await kiosk.next('note.acknowledged')).toEqual({
        type: 'note.acknowledged',
        memoryId: '0a1b2c3d',
        eventId: 7,
      });
    }
    expect(await site.sql('SELECT minor FROM notes WHERE asset = $1', [asset])).toEqual([{ minor: '2000' }]);
  });

  it('keeps what the cabinet says of itself: a tilt at once, plays only now and then', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const meters = { ...READY_CABINET.meters, cashlessIn: 500 };
    for (let credits = 500; credits > 0; credits -= 100) {
      kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, meters: { ...meters, credits } } });
    }
    kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, meters, conditions: ['TILT'] } });
    const conditions = async () =>
      (await site.sql(`SELECT cabinet->'conditions' AS now FROM links WHERE asset = $1`, [asset]))[0]?.[
        'now'
      ];
    await expect.poll(conditions).toEqual(['TILT']);
    const readings = await site.sql(
      'SELECT cashless_in::int AS read FROM meter_readings WHERE asset = $1 ORDER BY read_at',
      [asset],
    );
    expect(readings.map(({ read }) => read)).toEqual([0, 500]);
  });

  it('tells the kiosk when the machine is disabled and enabled, and gives it no code in between [live-codes-only]', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    await operator(bridge.url, 'PUT', `/floor/machines/${asset}/enabled`, { enabled: false });
    expect((await kiosk.next('machine')).enabled).toBe(false);
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    expect((await kiosk.next('code.failed')).reason).toBe('MACHINE_DISABLED');
    await operator(bridge.url, 'PUT', `/floor/machines/${asset}/enabled`, { enabled: true });
    expect((await kiosk.next('machine')).enabled).toBe(true);
  });

  it('never gives out a transfer id that the cabinet has seen, even from a restored ledger [exactly-once]', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const { secret, designation } = await enrol(bridge.url, asset);
    const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
    kiosk.send({
      type: 'hello',
      kiosk: { version: '0.1.0', runtime: 'test' },
      cabinet: READY_CABINET,
    });
    await kiosk.next('welcome');
    kiosk.tellMemory(undefined, { boardLast: `${designation}-0000000041` });
    expect((await kiosk.next('memory.compared')).agreed).toBe(true);
    const answer = (await TestTpas.signIn(bridge.url)).fund(aFunding(asset));
    const { transferId, amount } = await kiosk.next('transfer.order');
    expect(transferId).toBe(`${designation}-0000000042`);
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    expect((await answer).body.status).toBe('CREDITED');
    await kiosk.close();
  });

  it('does not acknowledge a result that contradicts the ledger, and writes it into the trail [bridge-decides]', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    const tpas = await TestTpas.signIn(bridge.url);
    const answer = tpas.fund(aFunding(asset));
    const { transferId } = await kiosk.next('transfer.order');
    const more = { outcome: 'credited' as const, amount: { minor: 2001, currency: 'USD' } };
    for (let times = 0; times < 3; times++) kiosk.send({ type: 'transfer.result', transferId, result: more });
    const right = { outcome: 'credited' as const, amount: { minor: 2000, currency: 'USD' } };
    kiosk.send({ type: 'transfer.result', transferId, result: right });
    expect((await answer).body.creditedAmount).toBe('20.00');
    await kiosk.next('transfer.acknowledged');
    expect(kiosk.received).toEqual([]);
    const trail = await site.sql('SELECT event FROM audit WHERE subject = $1 ORDER BY entry_id', [
      transferId,
    ]);
    expect(trail.map((entry) => entry['event'])).toEqual([
      'transfer.sent',
      'transfer.contradiction',
      'transfer.credited',
    ]);
  });
});

describe('a code', () => {
  it('is asked of Trustly with Basic credentials, asset and merchant, and passed on verbatim [verbatim-code]', async () => {
    const bridge = await site.bridge();
    const asset = newAsset();
    const kiosk = await site.kiosk(bridge, asset);
    site.trustly.behave((request, response) => issueCode(request, response, 60_000));
    kiosk.send({ type: 'code.request', requestId: 5, purpose: 'first' });
    const code = await kiosk.next('code.issued');
    expect(code.requestId).toBe(5);
    expect(code.url).toMatch(/^https:\/\/cashlesscasino.*token=w5wDqkdsJ4Ggl\+UAvauF\/fFv/);
    expect(code.lifetimeMs).toBeGreaterThan(50_000);
    expect(code.lifetimeMs).toBeLessThanOrEqual(60_000);
    expect(site.trustly.requests.at(-1)).toEqual({
      path: '/auth-service/api/oauth2/qrcode/token',
      authorization: `Basic ${Buffer.from('access-id:access-key').toString('base64')}`,
      body: { asset, merchantId: 'MERCHANT-1' },
    });
  });

  it("carries the name of the machine's game to the microsite, where it is known", async () => {
    const bridge = await site.bridge();
    site.trustly.behave((request, response) => issueCode(request, response));
    const asset = newAsset();
    const response = await operator(bridge.url, 'POST', '/floor/machines', {
      asset,
      gameName: 'Blackjack Video',
    });
    const { secret } = (await response.json()) as { secret: string };
    const kiosk = await TestKiosk.connect(bridge.url, asset, secret);
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    await kiosk.next('code.issued');
    expect(site.trustly.requests.at(-1)?.body).toEqual({
      asset,
      merchantId: 'MERCHANT-1',
      gameName: 'Blackjack Video',
    });
    await kiosk.close();
  });

  it('that is refused fails with the reason, and when to ask again', async () => {
    const bridge = await site.bridge();
    const kiosk = await site.kiosk(bridge, newAsset());
    site.trustly.behave((_request, response) => response.writeHead(401).end('{}'));
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    const failed = await kiosk.next('code.failed');
    expect(failed).toMatchObject({ requestId: 1, reason: 'CODE_SOURCE_REFUSED_CREDENTIALS' });
    expect(failed.retryAfterMs).toBeGreaterThan(0);
  });

  it.each([
    ['no JSON', 'Bad gateway'],
    ['no url', JSON.stringify({ token: 't', expiresAt: '2099-01-01T00:00:00.0000' })],
    [
      'a url that is none',
      JSON.stringify({ token: 't', expiresAt: '2099-01-01T00:00:00.0000', url: 'javascript:1' }),
    ],
    ...['tel:+15551234567', 'http://x.test/', 'http://127.0.0.1.evil.example/'].map((url) => [
      url,
      JSON.stringify({ token: 't', expiresAt: '2099-01-01T00:00:00.0000', url }),
    ]),
    ['no sensible expiry', JSON.stringify({ token: 't', expiresAt: 'soon', url: 'https://x.test/' })],
    [
      'an expired code',
      JSON.stringify({ token: 't', expiresAt: '2020-01-01T00:00:00.0000', url: 'https://x.test/' }),
    ],
  ])('answered with %s fails as CODE_SOURCE_ANSWER_INVALID', async (_what, body) => {
    const bridge = await site.bridge();
    const kiosk = await site.kiosk(bridge, newAsset());
    site.trustly.behave((_request, response) => response.writeHead(200).end(body));
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    expect((await kiosk.next('code.failed')).reason).toBe('CODE_SOURCE_ANSWER_INVALID');
  });

  it('comes with the second try when Trustly fails once', async () => {
    const bridge = await site.bridge();
    const kiosk = await site.kiosk(bridge, newAsset());
    let failures = 0;
    site.trustly.behave((request, response) => {
      if (failures++ === 0) response.destroy();
      else issueCode(request, response);
    });
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    expect((await kiosk.next('code.issued')).requestId).toBe(1);
  });
});

async function linkOf(url: string, asset: string): Promise<unknown> {
  const response = await operator(url, 'GET', '/floor/machines');
  const machines = (await response.json()) as { asset: string; link: unknown }[];
  return machines.find((machine) => machine.asset === asset)?.link;
}
