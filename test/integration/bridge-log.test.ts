/** The log of a working bridge: kiosks that come and go, fundings, what operators do, and no account. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { aFunding, BridgeSite, enrol, OPERATOR, operator, TestTpas } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';
import { startService, type Service } from '../support/service.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
let service: Service | null = null;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(async () => service?.kill());
afterAll(() => site.close());

const linesOf = (bridge: Service) =>
  bridge
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it('is one line for each kiosk, funding and action of an operator, without account keys', async () => {
  service = await startService('bridge/app/main.ts', [], site.environment({ BRIDGE_LOG_LEVEL: 'info' }));
  const bridge = service;
  const url = String(bridge.listening['url']);
  await site.operator(OPERATOR.name, 'administer');
  const { secret } = await enrol(url, 'EGM-L1');
  const kiosk = (await TestKiosk.connect(url, 'EGM-L1', secret)).creditEverything();
  const tpas = await TestTpas.signIn(url);
  const [good, high] = [
    aFunding('EGM-L1', { playerId: 'P-998877' }),
    aFunding('EGM-L1', { amount: '5000.00' }),
  ];
  await tpas.fund(good);
  await tpas.fund(high);
  await tpas.cancel({ ...aFunding('EGM-L1'), fundingId: 'cancelled-1' });
  await operator(url, 'PUT', '/floor/machines/EGM-L1/enabled', { enabled: false });
  const browser = new FloorBrowser(url);
  await browser.signIn();
  await browser.submit('/floor/limits', { ubai: good.ubai });
  await browser.submit('/floor/machine/EGM-L1/enabled', { enabled: 'yes' });
  kiosk.drop();

  const told = (event: string) => linesOf(bridge).filter((line) => line['event'] === event);
  await expect.poll(() => told('kiosk.gone')).toHaveLength(1);
  expect(told('kiosk.linked')).toMatchObject([{ asset: 'EGM-L1', board: '0a1b2c3d', cabinet: 'ready' }]);
  expect(told('kiosk.gone')).toMatchObject([{ asset: 'EGM-L1', code: 1006 }]);
  expect(told('funding')).toMatchObject([
    { asset: 'EGM-L1', fundingId: good.fundingId, amount: '20.00', currency: 'USD', status: 'CREDITED' },
    { fundingId: high.fundingId, amount: '5000.00', status: 'DECLINED', code: 'AMOUNT_OUT_OF_RANGE' },
  ]);
  for (const line of told('funding')) expect(line['durationMs']).toBeTypeOf('number');
  expect(told('transfer.settled')).toMatchObject([{ asset: 'EGM-L1', outcome: 'credited' }]);
  expect(told('funding.cancelled')).toMatchObject([{ fundingId: 'cancelled-1', reason: 'PLAYER_CANCELLED' }]);
  expect(told('operator')).toMatchObject([
    { operator: 'operator-token', action: 'POST /floor/machines', status: 201 },
    {
      operator: 'operator-token',
      action: 'PUT /floor/machines/:asset/enabled',
      asset: 'EGM-L1',
      status: 200,
    },
    { operator: OPERATOR.name, action: 'POST /floor/login', status: 303 },
    { operator: OPERATOR.name, action: 'POST /floor/limits', status: 200 },
    { operator: OPERATOR.name, action: 'POST /floor/machine/:asset/enabled', asset: 'EGM-L1', status: 303 },
  ]);
  for (const private_ of [good.ubai, high.ubai, 'P-998877', secret, OPERATOR.password]) {
    expect(bridge.output()).not.toContain(private_);
  }
});

it('tells of each funding that was refused or not decided what it was and why, without a stack and without its account', async () => {
  service = await startService('bridge/app/main.ts', [], site.environment({ BRIDGE_LOG_LEVEL: 'info' }));
  const bridge = service;
  const url = String(bridge.listening['url']);
  const { secret } = await enrol(url, 'EGM-L2');
  const kiosk = (await TestKiosk.connect(url, 'EGM-L2', secret)).creditEverything();
  await enrol(url, 'EGM-L3');
  await site.sql(`INSERT INTO machine_questions (asset, kind, subject, detail)
                  VALUES ('EGM-L3', 'TWO_BOARDS', 'any', '{}')`);
  const tpas = await TestTpas.signIn(url);
  const good = aFunding('EGM-L2', { ubai: 'ubai-private' });
  await tpas.fund(good);
  const statusOf = async (path: string, body: unknown) => (await tpas.request('POST', path, body)).status;
  const fund = async (body: unknown) => statusOf('/v1/fundings', body);
  const { fundingId } = good;
  expect(await fund({ ...good, amount: '21.00' })).toBe(409);
  expect(await fund({ ...good, fundingId: 'broken-1', amount: '20.0001' })).toBe(400);
  expect(await fund({ ...good, fundingId: 'broken-2', ubai: 'ubai-private\u0007' })).toBe(400);
  expect(await fund({ ...good, fundingId: 'not an id', surname: 'Doe' })).toBe(400);
  const { merchantId, currency } = good;
  const cancellation = { reason: 'PLAYER_CANCELLED', asset: 'EGM-L2', merchantId, amount: '99.00', currency };
  expect(await statusOf(`/v1/fundings/${fundingId}/cancel`, cancellation)).toBe(409);
  expect(await fund({ ...good, fundingId: 'closed-1', asset: 'EGM-L3' })).toBe(503);
  // A caller without a token writes nothing into the log, however often it asks.
  const stranger = await fetch(`${url}/v1/fundings`, { method: 'POST', body: JSON.stringify(good) });
  expect(stranger.status).toBe(401);
  kiosk.drop();

  const warned = () => linesOf(bridge).filter(({ level }) => Number(level) >= 40);
  await expect.poll(() => warned().map(({ code }) => code)).toContain('OPEN_QUESTIONS');
  const machine = { asset: 'EGM-L2', currency: 'USD' };
  expect(warned()).toMatchObject([
    { event: 'funding', fundingId, ...machine, amount: '21.00', status: 'REFUSED', code: 'CONFLICT' },
    { event: 'funding', fundingId: 'broken-1', ...machine, amount: '20.0001', code: 'MALFORMED' },
    { event: 'funding', fundingId: 'broken-2', ...machine, code: 'MALFORMED' },
    { event: 'funding', ...machine, code: 'MALFORMED' },
    {
      event: 'funding.cancelled',
      fundingId,
      ...machine,
      amount: '99.00',
      status: 'REFUSED',
      code: 'CONFLICT',
    },
    { event: 'funding', fundingId: 'closed-1', asset: 'EGM-L3', status: 'UNDECIDED', code: 'OPEN_QUESTIONS' },
  ]);
  for (const line of warned()) {
    expect(line['problem']).toBeTypeOf('string');
    expect(line['durationMs']).toBeTypeOf('number');
    expect(line['level']).toBe(40);
    expect(line).not.toHaveProperty('err');
  }
  for (const private_ of ['ubai-private', 'Doe', 'not an id'])
    expect(bridge.output()).not.toContain(private_);
});
