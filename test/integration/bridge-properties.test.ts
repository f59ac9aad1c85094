/** Several properties, each with a currency of its own, on one database server: each has its own database and bridges. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aFunding, BridgeSite, MERCHANT, TestTpas } from '../support/bridge/bridge-site.ts';
import { READY_CABINET } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

/** On every property: what properties call their machines, fundings and accounts need not differ. */
const ASSET = 'EGM-0001';
const FUNDING = { fundingId: 'the-same-id', ubai: 'the-same-account' };

/** Two bridges of one property; the kiosk is linked to the second one, and fundings are asked of the first. */
async function property(database: string, currency: string, merchantId: string) {
  await site.sql(`CREATE DATABASE ${database}`);
  await site.migrate(database);
  const url = new URL(site.databaseUrl);
  url.pathname = `/${database}`;
  const settings = { DATABASE_URL: url.href, BRIDGE_CURRENCY: currency, TRUSTLY_MERCHANT_ID: merchantId };
  const [asked, holder] = [await site.bridge(settings), await site.bridge(settings)];
  (await site.kiosk(holder, ASSET, { ...READY_CABINET, currency })).creditEverything();
  const tpas = await TestTpas.signIn(asked.url);
  const fund = async (amount: string) =>
    (await tpas.fund(aFunding(ASSET, { ...FUNDING, merchantId, currency, amount }))).body;
  return { tpas, fund };
}

it('know nothing of each other: the same machine and the same funding at both are two', async () => {
  const vegas = await property('property_vegas', 'USD', MERCHANT);
  const london = await property('property_london', 'GBP', 'MERCHANT-LONDON');
  expect(await vegas.fund('20.00')).toMatchObject({ status: 'CREDITED', creditedAmount: '20.00' });
  expect(await london.fund('30.00')).toMatchObject({
    status: 'CREDITED',
    creditedAmount: '30.00',
    currency: 'GBP',
  });
  expect(await vegas.fund('20.00')).toMatchObject({ creditedAmount: '20.00', currency: 'USD' });
  const ofTheOther = aFunding(ASSET, { merchantId: 'MERCHANT-LONDON', currency: 'GBP' });
  expect((await vegas.tpas.fund(ofTheOther)).body.status).toBe('DECLINED');
});
