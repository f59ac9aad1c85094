/** Which rails a bridge has, by its settings alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../demo/free-ports.ts';
import type { Bridge } from '../../bridge/app/bridge.ts';
import { BridgeSite, operator } from '../support/bridge/bridge-site.ts';
import { eventOf, tell } from '../support/rails/on-file-phone.ts';
import { OnFileTrustly } from '../support/rails/on-file-trustly.ts';

const OF_SCAN_AND_PAY = [
  'TRUSTLY_URL',
  'TRUSTLY_ACCESS_ID',
  'TRUSTLY_ACCESS_KEY',
  'TRUSTLY_MERCHANT_ID',
  'TPAS_CLIENT_ID',
  'TPAS_CLIENT_SECRET',
];

let site: BridgeSite;
let trustly: OnFileTrustly;
let bridge: Bridge;
let pages: string;
beforeAll(async () => {
  const [port] = await freePorts(1);
  pages = `http://127.0.0.1:${port}`;
  [site, trustly] = await Promise.all([BridgeSite.open(), OnFileTrustly.start()]);
  const { url, accessId, accessKey, merchantId } = trustly.merchant;
  bridge = await site.bridge({
    BRIDGE_RAILS: 'trustly-on-file, scan-and-pay',
    BRIDGE_ON_FILE_URL: url,
    BRIDGE_ON_FILE_ACCESS_ID: accessId,
    BRIDGE_ON_FILE_ACCESS_KEY: accessKey,
    BRIDGE_ON_FILE_MERCHANT_ID: merchantId,
    BRIDGE_PUBLIC_URL: pages,
    BRIDGE_PUBLIC_LISTEN: `127.0.0.1:${port}`,
  });
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await trustly.stop();
  await site.close();
  expect(disagreements).toEqual([]);
});

it('the glass has the code of the rail that the property prefers, which leads to the page of its machine', async () => {
  const kiosk = await site.kiosk(bridge, 'EGM-R1');
  kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
  const { url } = await kiosk.next('code.issued');
  expect(url.startsWith(`${pages}/EGM-R1/`)).toBe(true);
  expect(url.length).toBeLessThanOrEqual(60);
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('To machine EGM-R1');
  const metrics = await (await operator(bridge.url, 'GET', '/metrics')).text();
  expect(metrics).toContain('topper_code_source_circuit_open{rail="trustly-on-file"} 0');
  expect(metrics).toContain('topper_code_source_circuit_open{rail="scan-and-pay"} 0');
});

it('nothing of the bridge but the pages is at the address that phones reach', async () => {
  for (const path of ['/healthz', '/metrics', '/floor', '/v1/fundings', '/trustly-on-file/events'])
    expect((await fetch(pages + path)).status, path).toBe(404);
  expect((await fetch(`${bridge.url}/EGM-R1/some-token`)).status).toBe(404);
});

it('a rail whose code would be too long is passed over, and the code of the next one is on the glass [live-codes-only]', async () => {
  const kiosk = await site.kiosk(bridge, 'EGM-WITH-A-LONG-NAME');
  kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
  const { url } = await kiosk.next('code.issued');
  expect(url).toContain('cashlesscasino-client?token=');
});

it('a property may have Trustly on file alone: no code of another rail, and no funding by a TPAS', async () => {
  const [port] = await freePorts(1);
  const { url, accessId, accessKey, merchantId } = trustly.merchant;
  const alone = await site.bridge({
    BRIDGE_RAILS: 'trustly-on-file',
    BRIDGE_ON_FILE_URL: url,
    BRIDGE_ON_FILE_ACCESS_ID: accessId,
    BRIDGE_ON_FILE_ACCESS_KEY: accessKey,
    BRIDGE_ON_FILE_MERCHANT_ID: merchantId,
    BRIDGE_PUBLIC_URL: `http://127.0.0.1:${port}`,
    BRIDGE_PUBLIC_LISTEN: `127.0.0.1:${port}`,
    ...Object.fromEntries(OF_SCAN_AND_PAY.map((name) => [name, ''])),
  });
  const kiosk = await site.kiosk(alone, 'EGM-R2');
  kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
  expect((await kiosk.next('code.issued')).url).toContain(`http://127.0.0.1:${port}/EGM-R2/`);
  expect((await fetch(`${alone.url}/oauth2/token`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${alone.url}/v1/fundings`, { method: 'POST' })).status).toBe(404);
});

it('the events of Trustly on file are taken at the address of the bridge, and of nobody else [checked-at-the-door]', async () => {
  const transaction = { transactionId: '1002', transactionType: 1, merchantReference: 'nobody', status: 2 };
  const event = eventOf(transaction, { eventType: 'Authorize' });
  expect(await tell(bridge.url, event)).toBe(200);
  const stranger = await fetch(`${bridge.url}/trustly-on-file/events`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('on-file-access:made-up')}` },
    body: new URLSearchParams(event),
  });
  expect(stranger.status).toBe(401);
  expect(await site.sql(`SELECT rail FROM inbox`)).toEqual([{ rail: 'trustly-on-file' }]);
});
