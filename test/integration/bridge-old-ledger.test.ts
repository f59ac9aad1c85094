import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gamingDayOf } from '../../bridge/protection/gaming-day.ts';
import { ageLedger } from '../support/databases/age-ledger.ts';
import { aFunding, BridgeSite, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { callEverything, EVERYTHING_ANSWERED } from '../support/bridge/every-call.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

const RULE = { zone: 'America/Los_Angeles', startHour: 6 };

describe('a ledger in which everything is two years old', () => {
  it('is read, repeated, cancelled, settled and reported like a new one', async () => {
    const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
    const tpas = await TestTpas.signIn(bridge.url);
    const about = { asset: 'EGM-A1', ubai: 'account', day: gamingDayOf(new Date(), RULE) };
    (await site.kiosk(bridge, about.asset)).creditEverything();
    const silent = await site.kiosk(bridge, 'EGM-A2'); // takes orders and says nothing
    const credited = aFunding(about.asset);
    const unconfirmed = aFunding('EGM-A2');
    const declined = aFunding('EGM-A2', { amount: '1001.00' });
    const cancelled = aFunding('EGM-A2');
    const before = [
      await tpas.fund(credited),
      await tpas.fund(unconfirmed),
      await tpas.fund(declined),
      await tpas.cancel(cancelled),
    ].map(({ body }) => body.status);
    expect(before).toEqual(['CREDITED', 'UNCONFIRMED', 'DECLINED', 'DECLINED']);
    await callEverything(bridge.url, about);

    await ageLedger(site, '2 years');
    const isLinked = async () => (await tpas.fund(aFunding(about.asset))).body.status;
    await expect.poll(isLinked).toBe('CREDITED'); // the process has said again that it lives

    for (const [funding, status] of [
      [credited, 200],
      [unconfirmed, 202],
      [declined, 422],
      [cancelled, 422],
    ] as const) {
      const body = { fundingId: funding.fundingId };
      expect(await tpas.fund(funding)).toMatchObject({ status, body });
      expect(await tpas.read(funding.fundingId)).toMatchObject({ status: 200, body });
      expect(await tpas.cancel(funding)).toMatchObject({ status: 200, body });
    }
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    expect(await (await browser.get('/floor')).text()).toContain(`/floor/fundings/${unconfirmed.fundingId}`);
    const settlement = { outcome: 'credited', reason: 'looked' };
    await site.unplugBoard(silent, 'EGM-A2');
    const settle = `/floor/fundings/${unconfirmed.fundingId}/settle`;
    expect((await person(bridge.url, 'POST', settle, settlement)).status).toBe(200);
    expect((await tpas.read(unconfirmed.fundingId)).body.status).toBe('CREDITED');

    expect(await callEverything(bridge.url, about)).toEqual(EVERYTHING_ANSWERED);
    const thatDay = new Date();
    thatDay.setFullYear(thatDay.getFullYear() - 2);
    const old = await browser.get(`/floor/reports/${gamingDayOf(thatDay, RULE)}.csv`);
    expect(await old.text()).toMatch(/,EGM-A1,USD,[1-9]/);
  });
});
