/** Which rails a bridge has, by its settings alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/app/bridge.ts';
import { BridgeSite, operator } from '../support/bridge/bridge-site.ts';
import { eventOf, tell } from '../support/rails/on-file-phone.ts';
import { OnFileTrustly } from '../support/rails/on-file-trustly.ts';

let site: BridgeSite;
let trustly: OnFileTrustly;
let bridge: Bridge;
beforeAll(async () => {
  [site, trustly] = await Promise.all([BridgeSite.open(), OnFileTrustly.start()]);
  const { url, accessId, accessKey, merchantId } = trustly.merchant;
  bridge = await site.bridge({
    BRIDGE_RAILS: 'trustly-on-file, scan-and-pay',
    BRIDGE_ON_FILE_URL: url,
    BRIDGE_ON_FILE_ACCESS_ID: accessId,
    BRIDGE_ON_FILE_ACCESS_KEY: accessKey,
    BRIDGE_ON_FILE_MERCHANT_ID: merchantId,
  });
});
afterAll(async () => {
  const disagreements = await site.disagreements();
  await trustly.stop();
  await site.close();
  expect(disagreements).toEqual([]);
});

it('a rail that has no code is passed over, and the code of the next one is on the glass [live-codes-only]', async () => {
  const kiosk = await site.kiosk(bridge, 'EGM-R1');
  kiosk.send({ type: 'code.request', requestId: 1, purpose: 'first' });
  const { url } = await kiosk.next('code.issued');
  expect(url).toContain('cashlesscasino-client?token=');
  const metrics = await (await operator(bridge.url, 'GET', '/metrics')).text();
  expect(metrics).toContain('topper_code_source_circuit_open{rail="trustly-on-file"} 1');
  expect(metrics).toContain('topper_code_source_circuit_open{rail="scan-and-pay"} 0');
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
