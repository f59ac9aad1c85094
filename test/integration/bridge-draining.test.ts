/** A bridge process that is told to stop: nobody is left without an answer, and nobody keeps it. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { aFunding, BridgeSite, enrol, TestTpas } from '../support/bridge/bridge-site.ts';
import { startService, type Service } from '../support/service.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
const services: Service[] = [];
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.kill()));
});
afterAll(() => site.close());

/** One request on a connection that its caller keeps. */
async function get(
  agent: Agent,
  url: string,
): Promise<{ status: number | undefined; connection: string | undefined }> {
  const sent = request(url, { agent }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, connection: response.headers.connection };
}

it('says so first, answers what is under way, refuses what is new, and ends though its callers keep their connections', async () => {
  const service = await startService(
    'bridge/app/main.ts',
    [],
    site.environment({ BRIDGE_DRAIN_LEAD_MS: '1000' }),
  );
  services.push(service);
  const url = String(service.listening['url']);
  const kept = new Agent({ keepAlive: true });
  await get(kept, `${url}/healthz`);
  const { secret } = await enrol(url, 'EGM-D1');
  const kiosk = await TestKiosk.connect(url, 'EGM-D1', secret);
  const tpas = await TestTpas.signIn(url);
  const funding = tpas.fund(aFunding('EGM-D1'));
  const { transferId, amount } = await kiosk.next('transfer.order');

  service.process.kill('SIGTERM');
  const readiness = async () => (await fetch(`${url}/readyz`)).status; // on new connections, or on kept ones
  await expect.poll(readiness, { interval: 20 }).toBe(503);
  expect(await get(kept, `${url}/readyz`)).toEqual({ status: 503, connection: 'close' });
  // The lead time still runs: a caller that has not looked at readiness yet is served.
  expect((await tpas.read('never-heard-of')).status).toBe(404);
  await expect.poll(async () => (await tpas.read('never-heard-of')).status, { interval: 50 }).toBe(503);
  kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
  expect((await funding).body.status).toBe('CREDITED');
  if (service.process.exitCode === null) await once(service.process, 'exit');
  expect(service.process.exitCode).toBe(0);
});
