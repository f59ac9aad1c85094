import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BridgeSite, operator, person, TestTpas } from '../support/bridge/bridge-site.ts';
import { FloorBrowser } from '../support/bridge/floor-browser.ts';
import { READY_CABINET, TestKiosk } from '../support/bridge/test-kiosk.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

/** What no text may contain: PostgreSQL refuses the first, and the second cannot be written in UTF-8. */
const TEXTS = ['a\0b', 'a\ud83d'];

describe('a text that cannot be kept', () => {
  it('is refused wherever one comes in, and changes nothing', async () => {
    const bridge = await site.bridge();
    const tpas = await TestTpas.signIn(bridge.url);
    const browser = new FloorBrowser(bridge.url);
    await browser.signIn();
    const statuses: number[] = [];
    const before = await site.sql('SELECT count(*) FROM audit');
    for (const text of TEXTS) {
      const settlement = { outcome: 'credited', reason: text };
      const answers = [
        operator(bridge.url, 'POST', '/floor/machines', { asset: 'EGM-T1', gameName: text }),
        person(bridge.url, 'POST', '/floor/fundings/f-1/settle', settlement),
        tpas.request('PUT', '/v1/limits/a', { limit: '1.00', currency: 'USD', requestedBy: text }),
      ];
      statuses.push(...(await Promise.all(answers)).map(({ status }) => status));
    }
    // A form, a query and a path can only bring the first: half a pair has no bytes to be sent as.
    const nul = [
      browser.submit('/floor/login', { name: 'a\0b', password: 'x' }),
      browser.submit('/floor/fundings/f-1', { outcome: 'credited', credited: '', reason: 'a\0b' }),
      browser.submit('/floor/limits', { ubai: 'a\0b' }),
      browser.get('/floor/reports?day=%00'),
      browser.get('/floor/reports/2026-02-31.csv'),
      browser.get('/floor/fundings/%00'),
      tpas.request('GET', '/v1/limits/%00'),
      tpas.request('GET', '/v1/fundings/%00'),
    ];
    statuses.push(...(await Promise.all(nul)).map(({ status }) => status));
    expect(new Set(statuses)).toEqual(new Set([400]));
    expect((await person(bridge.url, 'GET', '/floor/machines', undefined, 'a\0b')).status).toBe(401);
    expect(await site.sql('SELECT count(*) FROM audit')).toEqual(before);
  });

  it('is refused at the link: in an asset id as credentials, in a hello as a message', async () => {
    const bridge = await site.bridge();
    await expect(TestKiosk.dial(bridge.url, 'EGM\0', 'secret')).rejects.toThrow('refused with 401');
    const { asset, secret } = await site.enrolled(bridge);
    for (const version of TEXTS) {
      const kiosk = await TestKiosk.dial(bridge.url, asset, secret);
      kiosk.send({
        type: 'hello',
        kiosk: { version, runtime: 'x' },
        cabinet: READY_CABINET,
      });
      expect(await kiosk.closeCode()).toBe(4400);
    }
  });
});
