import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aFunding, BridgeSite, enrol, TestTpas } from '../support/bridge/bridge-site.ts';
import { crashAndRestartPostgres } from '../support/databases/postgres-server.ts';
import { startService, type Service } from '../support/service.ts';
import { startTcpProxy, type TcpProxy } from '../support/damage/tcp-proxy.ts';
import { TestCabinet } from '../support/bridge/test-cabinet.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { TestPayer } from '../support/bridge/test-payer.ts';

let site: BridgeSite;
const wires: TcpProxy[] = [];
const services: Service[] = [];
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.kill()));
  await site.clear();
  await Promise.all(wires.splice(0).map((wire) => wire.stop()));
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await site.close();
  expect(disagreements).toEqual([]);
});

const WINDOW = { BRIDGE_FUNDING_WINDOW_MS: '3000' };
let machines = 0;

/** A wire to the database that a test may cut, and the environment of a bridge that uses it. */
async function wiredDatabase() {
  const database = new URL(site.databaseUrl);
  const wire = await startTcpProxy(Number(database.port));
  wires.push(wire);
  database.port = String(wire.port);
  return { wire, environment: { ...WINDOW, DATABASE_URL: database.href } };
}

/** A machine whose kiosk comes back whenever its link ends, to whichever bridge is there, with its cabinet's memory. */
function keepConnected(urls: () => readonly string[], asset: string, secret: string) {
  const cabinet = new TestCabinet();
  let now: TestKiosk | null = null;
  const stopping = { now: false };
  const live = async () => {
    while (!stopping.now) {
      now = await TestKiosk.connect(urls()[0] ?? '', asset, secret).catch(() => null);
      if (stopping.now) now?.drop(); // it was connecting when it was told to end
      if (now) await now.playAgainst(cabinet).closeCode(600_000);
      else await pause(50);
      now = null;
    }
  };
  const running = live();
  return {
    cabinet,
    /** Waits until a bridge has welcomed it: from then on it can be funded. */
    async linked() {
      await expect.poll(() => now !== null, { timeout: 10_000 }).toBe(true);
    },
    /** Leaves the bridge it is linked to, and waits until it is linked again. */
    async reconnect() {
      const old = now;
      old?.drop();
      await expect.poll(() => now !== null && now !== old, { timeout: 10_000 }).toBe(true);
    },
    async end() {
      stopping.now = true;
      now?.drop();
      await running;
    },
  };
}

/** What the ledger says of these machines, beside what was captured at Trustly. */
async function booksOf(assets: readonly string[], payer: TestPayer) {
  const [ledger] = await site.sql<{ credited: number; used: number; open: number }>(
    `SELECT coalesce(sum(t.credited_minor), 0)::int AS credited,
            coalesce(sum(r.committed_minor) FILTER (WHERE r.status = 'COMMITTED'), 0)::int
              + coalesce(sum(r.reserved_minor) FILTER (WHERE r.status = 'RESERVED'), 0)::int AS used,
            count(*) FILTER (WHERE t.status NOT IN ('CREDITED', 'FAILED'))::int AS open
     FROM transfers t JOIN limit_reservations r USING (transfer_id) WHERE t.asset = ANY($1)`,
    [assets],
  );
  return { ...ledger, captured: payer.capturedMinor };
}

/**
 * The sum in the cabinets = CREDITED in the ledger = captured at Trustly [books-agree], and the limits count it
 * [atomic-limits].
 */
function agreeingOn(onMeters: number) {
  return { credited: onMeters, used: onMeters, open: 0, captured: onMeters };
}

// [exactly-once] [confirmed-only] [durable-first] [books-agree] [atomic-limits]
describe('no cent is lost or doubled, and books and limits agree, when', () => {
  it('the database crashes and restarts under forty fundings', async () => {
    const bridge = await site.bridge(WINDOW);
    const urls = () => [bridge.url];
    const assets = Array.from({ length: 8 }, () => `EGM-F${++machines}`);
    const floor = await Promise.all(
      assets.map(async (asset) => keepConnected(urls, asset, (await enrol(bridge.url, asset)).secret)),
    );
    await Promise.all(floor.map((machine) => machine.linked()));
    const payer = new TestPayer(urls);
    const payments = Promise.all(
      Array.from({ length: 40 }, (_, index) => payer.pay(aFunding(assets[index % assets.length] ?? ''))),
    );
    await crashAndRestartPostgres(site.dataDir);
    await crashAndRestartPostgres(site.dataDir);
    await payments;
    await Promise.all(floor.map((machine) => machine.end()));
    const onMeters = floor.reduce((sum, { cabinet }) => sum + cabinet.creditedMinor, 0);
    expect(await booksOf(assets, payer)).toEqual(agreeingOn(onMeters));
  });

  it("the bridge's connections to the database are cut at every step of a funding", async () => {
    const { wire, environment } = await wiredDatabase();
    const bridge = await site.bridge(environment);
    const asset = `EGM-F${++machines}`;
    const machine = keepConnected(() => [bridge.url], asset, (await enrol(bridge.url, asset)).secret);
    const payer = new TestPayer(() => [bridge.url]);
    await machine.linked();
    await payer.pay(aFunding(asset));
    const steps = await stepsOfAFunding(wire, () => payer.pay(aFunding(asset)));
    for (let step = 1; step <= steps; step++) {
      await machine.linked();
      wire.insteadOf(step, () => {
        wire.cut();
        wire.mend();
      });
      await payer.pay(aFunding(asset));
      wire.passOnAll();
    }
    await machine.end();
    expect(await booksOf([asset], payer)).toEqual(agreeingOn(machine.cabinet.creditedMinor));
    expect(machine.cabinet.creditedMinor).toBeGreaterThan(0);
  });

  it(
    'a bridge process is killed at every step of a funding, and another takes over',
    { timeout: 240_000 },
    async () => {
      const { wire, environment } = await wiredDatabase();
      const survivor = await site.bridge(WINDOW);
      const asset = `EGM-F${++machines}`;
      const { secret } = await enrol(survivor.url, asset);
      let urls = [survivor.url];
      const machine = keepConnected(() => urls, asset, secret);
      const payer = new TestPayer(() => urls);
      const pay = () => payer.pay(aFunding(asset));

      for (let step = 1, steps = 1; step <= steps; step++) {
        const victim = await startVictim(environment);
        urls = [victim.url];
        await machine.reconnect();
        await pay();
        if (step === 1) steps = await stepsOfAFunding(wire, pay);
        wire.insteadOf(step, () => {
          urls = [survivor.url];
          victim.process.kill('SIGKILL');
        });
        await pay();
        // Not one of the next victim's.
        wire.passOnAll();
        urls = [survivor.url];
        await victim.kill();
      }
      await machine.end();
      expect(await booksOf([asset], payer)).toEqual(agreeingOn(machine.cabinet.creditedMinor));
    },
  );

  it(
    'a bridge process is killed while fundings of six machines are decided together, and another takes over',
    { timeout: 240_000 },
    async () => {
      const { wire, environment } = await wiredDatabase();
      const survivor = await site.bridge(WINDOW);
      let urls = [survivor.url];
      const assets = Array.from({ length: 6 }, () => `EGM-F${++machines}`);
      const floor = await Promise.all(
        assets.map(async (asset) =>
          keepConnected(() => urls, asset, (await enrol(survivor.url, asset)).secret),
        ),
      );
      const payer = new TestPayer(() => urls);
      const payAll = async () => Promise.all(assets.map(async (asset) => payer.pay(aFunding(asset))));

      for (let step = 1, steps = 1, kills = 5; step <= steps; step += Math.ceil(steps / kills)) {
        const victim = await startVictim(environment);
        urls = [victim.url];
        await Promise.all(floor.map(async (machine) => machine.reconnect()));
        await payAll();
        if (step === 1) steps = await stepsOfAFunding(wire, payAll);
        wire.insteadOf(step, () => {
          urls = [survivor.url];
          victim.process.kill('SIGKILL');
        });
        await payAll();
        wire.passOnAll();
        urls = [survivor.url];
        await victim.kill();
      }
      await Promise.all(floor.map(async (machine) => machine.end()));
      const onMeters = floor.reduce((sum, { cabinet }) => sum + cabinet.creditedMinor, 0);
      expect(await booksOf(assets, payer)).toEqual(agreeingOn(onMeters));
      expect(onMeters).toBeGreaterThan(0);
    },
  );

  it.each([
    ['before the order reaches it', 'transfer.order', false],
    ['after the cabinet has credited, before it says so', 'transfer.order', true],
  ] as const)('the kiosk is gone %s', async (_when, _message, credits) => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '2000' });
    const asset = `EGM-F${++machines}`;
    const { secret } = await enrol(bridge.url, asset);
    const cabinet = new TestCabinet();
    const payer = new TestPayer(() => [bridge.url]);
    const first = await TestKiosk.connect(bridge.url, asset, secret);
    const payment = payer.pay(aFunding(asset));
    const order = await first.next('transfer.order');
    if (credits) cabinet.obey(order);
    first.drop();
    const second = (await TestKiosk.connect(bridge.url, asset, secret)).playAgainst(cabinet);
    expect((await payment).status).toBe(credits ? 'CREDITED' : 'FAILED');
    second.drop();
    expect(await booksOf([asset], payer)).toEqual(agreeingOn(credits ? 2000 : 0));
  });

  it('the kiosk is gone after it has told the outcome, before that is acknowledged', async () => {
    const bridge = await site.bridge(WINDOW);
    const asset = `EGM-F${++machines}`;
    const { secret } = await enrol(bridge.url, asset);
    const cabinet = new TestCabinet();
    const payer = new TestPayer(() => [bridge.url]);
    const first = await TestKiosk.connect(bridge.url, asset, secret);
    const payment = payer.pay(aFunding(asset));
    const order = await first.next('transfer.order');
    first.send({ type: 'transfer.result', transferId: order.transferId, result: cabinet.obey(order) });
    first.close().catch(() => undefined);
    expect((await payment).status).toBe('CREDITED');
    const second = await TestKiosk.connect(bridge.url, asset, secret);
    second.send({
      type: 'transfer.result',
      transferId: order.transferId,
      result: cabinet.resolve(order.transferId),
    });
    expect((await second.next('transfer.acknowledged')).transferId).toBe(order.transferId);
    second.drop();
    expect(await booksOf([asset], payer)).toEqual(agreeingOn(2000));
  });

  it('Trustly does not answer: codes fail in time, and fundings that were asked for before go on', async () => {
    const bridge = await site.bridge(WINDOW);
    const asset = `EGM-F${++machines}`;
    const kiosk = (await site.kiosk(bridge, asset)).playAgainst(new TestCabinet());
    site.trustly.behave(() => undefined);
    kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
    const tpas = await TestTpas.signIn(bridge.url);
    expect((await tpas.fund(aFunding(asset))).body.status).toBe('CREDITED');
    expect((await kiosk.next('code.failed')).reason).toBe('CODE_SOURCE_TIMED_OUT');
  });
});

/** How many pieces a bridge sends to its database for one funding, some of its other business included. */
async function stepsOfAFunding(wire: TcpProxy, pay: () => Promise<unknown>): Promise<number> {
  const before = wire.sent;
  await pay();
  return wire.sent - before;
}

async function startVictim(environment: Record<string, string>): Promise<Service & { url: string }> {
  const service = await startService('bridge/app/main.ts', [], site.environment(environment));
  services.push(service);
  return { ...service, url: String(service.listening['url']) };
}
