/**
 * A funding that arrives at the process without the machine's link is handed on to the one that has it. Whatever becomes of
 * that request on its way, the funding is credited once and the caller is told [exactly-once].
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsDoor } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Links } from '../../bridge/ledger/links.ts';
import { HANDED_ON_BY } from '../../bridge/money/hand-on.ts';
import { Database } from '../../bridge/platform/postgres/database.ts';
import { PeerAddresses } from '../../bridge/platform/secrets/peer-addresses.ts';
import { parseSecretKey } from '../../bridge/platform/secrets/secret-key.ts';
import {
  aFunding,
  BridgeSite,
  enrol,
  operator,
  SECRET_KEY,
  TestTpas,
  type Overrides,
} from '../support/bridge/bridge-site.ts';
import { TestCabinet } from '../support/bridge/test-cabinet.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { startTcpProxy, type TcpProxy } from '../support/damage/tcp-proxy.ts';
import { startService, type Service } from '../support/service.ts';
import { waitFor } from '../support/wait.ts';

let site: BridgeSite;
let wire: TcpProxy;
const services: Service[] = [];
const servers: Server[] = [];
beforeAll(async () => {
  site = await BridgeSite.open();
  wire = await startTcpProxy(0);
});
afterEach(async () => {
  wire.passOnAll();
  wire.mend();
  await site.clear();
  await Promise.all(services.splice(0).map((service) => service.kill()));
  for (const server of servers.splice(0)) server.close();
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await wire.stop();
  await site.close();
  expect(disagreements).toEqual([]);
});

let machines = 0;
const newAsset = () => `EGM-H${++machines}`;
const portOf = (url: string) => Number(new URL(url).port);

/** How often each way of handing on was taken by this process, and how many fundings it answered by itself. */
async function counted(bridge: { url: string }) {
  const text = await (await operator(bridge.url, 'GET', '/metrics')).text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name} ([0-9]+)$`, 'gm'))].reduce((total, [, n]) => total + Number(n), 0);
  return {
    answered: sum('topper_fundings_handed_on_total\\{result="answered"\\}'),
    refused: sum('topper_fundings_handed_on_total\\{result="nothing-recorded"\\}'),
    notKnown: sum('topper_fundings_handed_on_total\\{result="not-known"\\}'),
    own: sum('topper_fundings_total\\{.*\\}'),
  };
}

/** A kiosk at one bridge, whose address for the other may be another; the TPAS asks the other. */
async function elsewhere(peer: Overrides = {}, overrides: Overrides = {}, ofTheAsked: Overrides = {}) {
  const asked = await site.bridge({ BRIDGE_PEER_URL: 'none', ...overrides, ...ofTheAsked });
  const holder = await site.bridge({ ...overrides, ...peer });
  const asset = newAsset();
  const { secret } = await enrol(holder.url, asset);
  const kiosk = await TestKiosk.connect(holder.url, asset, secret);
  const tpas = await TestTpas.signIn(asked.url);
  return { asked, holder, asset, secret, kiosk, tpas };
}

/** The same, with a wire between the two that a test may cut. */
async function overTheWire(overrides: Overrides = {}, ofTheAsked: Overrides = {}) {
  const parts = await elsewhere({ BRIDGE_PEER_URL: `http://127.0.0.1:${wire.port}` }, overrides, ofTheAsked);
  wire.moveTo(portOf(parts.holder.url));
  return parts;
}

async function ordersOf(fundingId: string): Promise<unknown> {
  return site.sql('SELECT status, credited_minor::int AS credited FROM transfers WHERE funding_id = $1', [
    fundingId,
  ]);
}

const CREDITED_ONCE = [{ status: 'CREDITED', credited: 2_000 }];

describe('a funding for a machine whose link another process holds', () => {
  it('is decided, sent and counted there, and answered here with the same words', async () => {
    const { asked, holder, asset, kiosk, tpas } = await elsewhere();
    kiosk.creditEverything();
    const funding = aFunding(asset);
    const answer = await tpas.fund(funding);
    expect(answer).toMatchObject({ status: 200, body: { status: 'CREDITED', creditedAmount: '20.00' } });
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
    expect(await counted(asked)).toEqual({ answered: 1, refused: 0, notKnown: 0, own: 0 });
    expect(await counted(holder)).toEqual({ answered: 0, refused: 0, notKnown: 0, own: 1 });
    expect(await tpas.fund(funding)).toEqual(answer);
    expect(await (await TestTpas.signIn(holder.url)).fund(funding)).toEqual(answer);
  });

  it('that is turned down, or in conflict with an earlier one, is answered as by the other process', async () => {
    const { asked, asset, kiosk, tpas } = await elsewhere();
    kiosk.creditEverything();
    const tooMuch = await tpas.fund(aFunding(asset, { amount: '9000.00' }));
    expect(tooMuch).toMatchObject({ status: 422, body: { error: { code: 'AMOUNT_OUT_OF_RANGE' } } });
    await kiosk.next('funding.declined');
    expect(await counted(asked)).toMatchObject({ answered: 1, own: 0 });
    const funding = aFunding(asset);
    await tpas.fund(funding);
    expect((await tpas.fund({ ...funding, amount: '21.00' })).status).toBe(409);
    expect((await tpas.fund({ ...aFunding(asset), amount: '1.001' })).status).toBe(400);
  });

  it('that is closed is refused as by the other process: nothing was recorded', async () => {
    const { asked, asset, tpas } = await elsewhere();
    await site.sql(
      `INSERT INTO machine_questions (asset, kind, subject, detail) VALUES ($1, 'IMPLAUSIBLE', 'test', '{}')`,
      [asset],
    );
    const refused = await tpas.request('POST', '/v1/fundings', aFunding(asset));
    expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: 'UNAVAILABLE' } }]);
    expect(await counted(asked)).toMatchObject({ refused: 1, notKnown: 0 });
  });

  it('is not handed on twice, and whoever says that it was gains nothing', async () => {
    const { asked, holder, asset, kiosk, tpas } = await elsewhere();
    kiosk.creditEverything();
    const headers = { 'content-type': 'application/json', [HANDED_ON_BY]: 'somebody' };
    const body = JSON.stringify(aFunding(asset));
    const refused = await fetch(`${asked.url}/v1/fundings`, { method: 'POST', headers, body });
    expect(refused.status).toBe(401);
    const answer = await tpas.raw('POST', '/v1/fundings', { headers, body });
    expect(await answer.json()).toMatchObject({ status: 'CREDITED' });
    expect(await counted(asked)).toEqual({ answered: 0, refused: 0, notKnown: 0, own: 1 });
    expect(await counted(holder)).toMatchObject({ own: 0 });
  });

  it('that is asked for at both processes many times at once is ordered once, with one answer for all', async () => {
    const { holder, asset, kiosk, tpas } = await elsewhere();
    kiosk.creditEverything();
    const there = await TestTpas.signIn(holder.url);
    const funding = aFunding(asset);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => (n % 2 === 0 ? tpas : there).fund(funding)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.body.status).toBe('CREDITED');
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
  });

  it('follows a link that moves to the process that was asked', async () => {
    const { asked, asset, secret, kiosk, tpas } = await elsewhere();
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId, amount } = await kiosk.next('transfer.order');
    const moved = await TestKiosk.connect(asked.url, asset, secret);
    moved.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    expect((await answer).body.status).toBe('CREDITED');
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
  });
});

describe('a request that is handed on and', () => {
  it('finds nobody goes its own way', async () => {
    const { asked, asset, kiosk, tpas } = await overTheWire();
    kiosk.creditEverything();
    wire.cut();
    const funding = aFunding(asset);
    expect((await tpas.fund(funding)).body.status).toBe('CREDITED');
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
    expect(await counted(asked)).toMatchObject({ notKnown: 1, own: 1 });
  });

  it('is lost on its way goes its own way', async () => {
    const { asked, asset, kiosk, tpas } = await overTheWire();
    kiosk.creditEverything();
    wire.insteadOf(1, () => wire.cut());
    const funding = aFunding(asset);
    expect((await tpas.fund(funding)).body.status).toBe('CREDITED');
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
    expect(await counted(asked)).toMatchObject({ notKnown: 1, own: 1 });
  });

  it('is lost when its order has left is answered from the ledger', async () => {
    const { asset, kiosk, tpas } = await overTheWire();
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId, amount } = await kiosk.next('transfer.order');
    wire.cut();
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    expect((await answer).body.status).toBe('CREDITED');
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
  });

  it('whose answer is lost is answered from the ledger', async () => {
    const { holder, asset, kiosk, tpas } = await overTheWire();
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    const { transferId, amount } = await kiosk.next('transfer.order');
    wire.freeze();
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    await waitFor('the other process to have answered', async () => (await counted(holder)).own === 1);
    wire.cut();
    expect((await answer).body.status).toBe('CREDITED');
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
  });

  it('is lost when its order has left is not said to be unrecorded, though the ledger is away from here', async () => {
    const database = new URL(site.databaseUrl);
    const ledger = await startTcpProxy(Number(database.port));
    database.port = String(ledger.port);
    const { asked, asset, kiosk } = await overTheWire({}, { DATABASE_URL: database.href });
    const tpas = await TestTpas.signIn(asked.url);
    const funding = aFunding(asset);
    const answer = tpas.request('POST', '/v1/fundings', funding);
    const { transferId, amount } = await kiosk.next('transfer.order');
    ledger.cut();
    wire.cut();
    const told = await answer;
    expect([told.status, await told.json()]).toMatchObject([500, { error: { code: 'OUTCOME_UNKNOWN' } }]);
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    ledger.mend();
    await waitFor('the credit', async () => (await tpas.read(funding.fundingId)).body.status === 'CREDITED');
    await site.clear();
    await ledger.stop();
  });

  it('gets no answer goes its own way inside the funding window', async () => {
    const { asked, asset, kiosk, tpas } = await overTheWire({ BRIDGE_FUNDING_WINDOW_MS: '2000' });
    kiosk.creditEverything();
    wire.freeze();
    const funding = aFunding(asset);
    expect((await tpas.fund(funding)).body.status).toBe('CREDITED');
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
    expect(await counted(asked)).toMatchObject({ notKnown: 1, own: 1 });
    const [window] = await site.sql(
      `SELECT answer_by < ordered_at + interval '1100 milliseconds' AS "isTheRest" FROM transfers WHERE funding_id = $1`,
      [funding.fundingId],
    );
    expect(window).toEqual({ isTheRest: true });
  });
});

describe('an answer of the other process', () => {
  const ofAnother = JSON.stringify({ fundingId: 'x', status: 'CREDITED', amount: '20.00', currency: 'USD' });
  const WRONG: [string, number, (fundingId: string) => string][] = [
    ['that is not JSON', 200, () => 'credited'],
    ['of another funding', 200, () => ofAnother],
    ['that is no answer', 200, () => '{}'],
    [
      'that does not know',
      202,
      (fundingId) => ofAnother.replace('"x"', `"${fundingId}"`).replace('CREDITED', 'UNCONFIRMED'),
    ],
    ['that lets nobody in', 401, () => '{}'],
    ['that refuses', 503, () => '{}'],
    ['that leads elsewhere', 302, () => ''],
    ['without an end', 200, () => 'x'.repeat(100_000)],
  ];

  it.each(WRONG)('%s is not believed: the funding goes its own way', async (_what, status, answer) => {
    const asked: IncomingMessage[] = [];
    const stranger = createServer((request, response) => void answerWith(request, response));
    const answerWith = async (request: IncomingMessage, response: ServerResponse) => {
      asked.push(request);
      const { fundingId } = JSON.parse(await textOf(request)) as { fundingId: string };
      response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:9/' });
      response.end(answer(fundingId));
    };
    const url = await listen(stranger);
    const { asset, kiosk, tpas } = await elsewhere({ BRIDGE_PEER_URL: url });
    kiosk.creditEverything();
    const funding = aFunding(asset);
    expect((await tpas.fund(funding)).body.status).toBe('CREDITED');
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
    expect(asked).toHaveLength(1);
  });
});

it('a refusal in the words of a proxy does not say that nothing was recorded', async () => {
  const database = new URL(site.databaseUrl);
  const ledger = await startTcpProxy(Number(database.port));
  database.port = String(ledger.port);
  const proxy = createServer((request, response) => {
    request.resume();
    ledger.cut();
    response.writeHead(503, { 'content-type': 'text/plain' });
    response.end('upstream connect error or disconnect/reset before headers');
  });
  const url = await listen(proxy);
  const { asset, tpas } = await elsewhere({ BRIDGE_PEER_URL: url }, {}, { DATABASE_URL: database.href });
  const told = await tpas.request('POST', '/v1/fundings', aFunding(asset));
  expect([told.status, await told.json()]).toMatchObject([500, { error: { code: 'OUTCOME_UNKNOWN' } }]);
  ledger.mend();
  await site.clear();
  await ledger.stop();
});

describe('the access token of a caller', () => {
  /** Where nobody should be asked. */
  async function stranger() {
    const requests: string[] = [];
    const url = await listen(
      createServer((request, response) => {
        requests.push(request.url ?? '');
        response.end();
      }),
    );
    return { url, requests };
  }

  /** Somebody who may write to the database says that a process of this id, at this address, holds the link. */
  async function pretend(asset: string, bridgeId: string, address: Buffer) {
    const database = new Database(site.databaseUrl, { maxConnections: 1, onError: () => undefined });
    await new Links(database, bridgeId, database).reachableAt(address);
    await site.sql('UPDATE links SET bridge_id = $2 WHERE asset = $1', [asset, bridgeId]);
    await database.end();
  }

  it('goes to no address that was not sealed with our key, for that process, on this machine [secrets-kept]', async () => {
    const { url, requests } = await stranger();
    const secretKey = parseSecretKey(SECRET_KEY);
    const other = parseSecretKey('00'.repeat(32));
    if (!secretKey || !other) throw new Error('no keys');
    const id = crypto.randomUUID();
    const forged = [
      Buffer.from(url),
      new PeerAddresses(other).seal(id, url),
      new PeerAddresses(secretKey).seal(crypto.randomUUID(), url),
      new PeerAddresses(secretKey, 'another machine').seal(id, url),
    ];
    const { asked, asset, tpas } = await elsewhere({}, { BRIDGE_FUNDING_WINDOW_MS: '200' });
    for (const address of forged) {
      await pretend(asset, id, address);
      expect((await tpas.fund(aFunding(asset))).body.status).not.toBe('CREDITED');
    }
    expect(requests).toEqual([]);
    expect(await counted(asked)).toMatchObject({ answered: 0, refused: 0, notKnown: 0 });
    await pretend(asset, id, new PeerAddresses(secretKey).seal(id, url)); // with it, one would be asked
    await tpas.fund(aFunding(asset));
    expect(requests).toEqual(['/v1/fundings']);
  });

  const CERTIFICATES = new URL('../support/bridge/certificates/', import.meta.url);
  const certificate = async (kind: string) => readFile(new URL(`first.${kind}`, CERTIFICATES));

  it('goes over TLS to a process whose certificate is trusted', async () => {
    let holderPort = 0;
    const door = createTlsDoor({ cert: await certificate('crt'), key: await certificate('key') }, (near) => {
      const far = connect(holderPort, '127.0.0.1');
      near.on('error', () => far.destroy()).pipe(far);
      far.on('error', () => near.destroy()).pipe(near);
    });
    const address = (await listen(door)).replace('http:', 'https:');
    const holder = await site.bridge({ BRIDGE_PEER_URL: address });
    holderPort = portOf(holder.url);
    const asked = await start(
      site.environment({
        BRIDGE_PEER_URL: 'none',
        NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('first.crt', CERTIFICATES)),
      }),
    );
    const asset = newAsset();
    (await site.kiosk(holder, asset)).creditEverything();
    const tpas = await TestTpas.signIn(asked.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    expect(await counted(asked)).toMatchObject({ answered: 1, own: 0 });
  });

  it('goes to no process whose certificate is not trusted [tls-or-loopback]', async () => {
    const requests: string[] = [];
    const server = createTlsServer(
      { cert: await certificate('crt'), key: await certificate('key') },
      (request, response) => {
        requests.push(request.url ?? '');
        response.end();
      },
    );
    const url = (await listen(server)).replace('http:', 'https:');
    const { asked, asset, kiosk, tpas } = await elsewhere({ BRIDGE_PEER_URL: url });
    kiosk.creditEverything();
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    expect(requests).toEqual([]);
    expect(await counted(asked)).toMatchObject({ notKnown: 1, own: 1 });
  });
});

describe('a process that is told to stop', () => {
  it('answers what it has handed on', async () => {
    const { asked, asset, kiosk, tpas } = await elsewhere();
    const answer = tpas.fund(aFunding(asset));
    const { transferId, amount } = await kiosk.next('transfer.order');
    const stopped = asked.stop();
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    expect((await answer).body.status).toBe('CREDITED');
    await stopped;
  });

  it('is asked for nothing any more, and its machines are funded at the next', async () => {
    const { asked, holder, asset, secret, kiosk, tpas } = await elsewhere();
    const stopped = holder.stop();
    await kiosk.closeCode();
    const moved = (await TestKiosk.connect(asked.url, asset, secret)).creditEverything();
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    expect(await counted(asked)).toMatchObject({ notKnown: 0, own: 1 });
    await stopped;
    moved.drop();
  });
});

describe('processes that are killed', () => {
  async function twoProcesses() {
    const environment = site.environment({ BRIDGE_FUNDING_WINDOW_MS: '30000' });
    const [asked, holder] = await Promise.all([start(environment), start(environment)]);
    const asset = newAsset();
    const { secret } = await enrol(holder.url, asset);
    const kiosk = await TestKiosk.connect(holder.url, asset, secret);
    const cabinet = new TestCabinet();
    const tpas = await TestTpas.signIn(asked.url);
    return { asked, holder, asset, secret, kiosk, cabinet, tpas };
  }

  it('while they hold the link lose no order: the one that was asked says what became of it', async () => {
    const { asked, holder, asset, secret, kiosk, cabinet, tpas } = await twoProcesses();
    const funding = aFunding(asset);
    const answer = tpas.fund(funding);
    cabinet.obey(await kiosk.next('transfer.order'));
    await holder.kill();
    const moved = (await TestKiosk.connect(asked.url, asset, secret)).playAgainst(cabinet);
    expect((await answer).body).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
    expect(cabinet.creditedMinor).toBe(2_000);
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
    moved.drop();
  });

  it('after they have handed it on leave the order to the other, which answers when it is asked again', async () => {
    const { asked, holder, asset, kiosk, cabinet, tpas } = await twoProcesses();
    const funding = aFunding(asset);
    const lost = expect(tpas.fund(funding)).rejects.toThrow();
    const order = await kiosk.next('transfer.order');
    await asked.kill();
    await lost;
    kiosk.send({ type: 'transfer.result', transferId: order.transferId, result: cabinet.obey(order) });
    const again = await (await TestTpas.signIn(holder.url)).fund(funding);
    expect(again.body).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
    expect(cabinet.creditedMinor).toBe(2_000);
    expect(await ordersOf(funding.fundingId)).toEqual(CREDITED_ONCE);
    kiosk.drop();
  });
});

async function start(environment: Record<string, string>): Promise<Service & { url: string }> {
  const service = await startService('bridge/app/main.ts', [], environment);
  services.push(service);
  return { ...service, url: String(service.listening['url']) };
}

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += String(piece);
  return text;
}
