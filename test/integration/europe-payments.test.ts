/** Payments through Trustly Europe: from the code on the glass, by the checkout in a mobile-sized browser, to the meter and back. */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approve, EuropeProperty, logIn } from '../support/bridge/europe-property.ts';
import { TestCabinet } from '../support/bridge/test-cabinet.ts';
import type { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

let property: EuropeProperty;
let browser: Browser;
let page: Page;
let asset: string;
let kiosk: TestKiosk;
let cabinet: TestCabinet;
let users = 0;
const BANK = 'Choose your bank';

beforeAll(async () => {
  [property, browser] = await Promise.all([EuropeProperty.open(), launchPhoneBrowser()]);
});
afterAll(async () => {
  await browser.close();
  expect(await property.close()).toEqual([]);
});
beforeEach(async () => {
  await property.behave();
  ({ asset, kiosk } = await property.machine());
  cabinet = new TestCabinet();
  kiosk.playAgainst(cabinet);
  const options = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, locale: 'en-US' };
  page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(15_000);
});

const see = async (title: string) => page.getByRole('heading', { level: 1, name: title }).waitFor();
const player = () => `player-${++users}`;
const states = async () =>
  (
    await property.site.sql<{ state: string }>(
      `SELECT state FROM europe_orders o JOIN page_payments p USING (funding_id) WHERE p.asset = $1 ORDER BY number`,
      [asset],
    )
  ).map(({ state }) => state);

/** Scans the code and chooses 200 kronor. */
async function choose(): Promise<void> {
  await page.goto(await property.code(kiosk));
  await page.getByRole('button', { name: 'kr 200', exact: true }).tap();
}

describe('a payment through Trustly Europe', () => {
  it('is approved at the bank, and the credits are on the meter, in kronor', async () => {
    await choose();
    await approve(page, player());
    await see('Added to the machine');
    expect(cabinet.creditedMinor).toBe(20_000);
    expect(await states()).toEqual(['PAID']);
    expect(await property.orders(asset)).toMatchObject([
      { amount: '200.00', currency: 'SEK', kycAnswer: 'CONTINUE' },
    ]);
  });

  it('that the player leaves at the bank can be paid after all, once', async () => {
    await choose();
    await page.getByRole('button', { name: 'Cancel', exact: true }).tap();
    await see('Not paid');
    expect(await states()).toEqual([expect.stringMatching(/LEFT|CANCELLED/), 'OPEN']);
    await page.getByRole('link', { name: BANK, exact: true }).tap();
    await approve(page, player());
    await see('Added to the machine');
    expect(cabinet.creditedMinor).toBe(20_000);
    expect((await states()).at(-1)).toBe('PAID');
  });

  it('whose page of the bank cannot be had now is made once more by the same page, and paid once', async () => {
    await property.behave({ api: 'lost' });
    await choose();
    await see(BANK);
    await property.behave();
    await page.reload();
    await page.getByRole('button', { name: 'Testbanken Mälaren', exact: true }).waitFor();
    expect(await states()).toEqual(['LOST', 'OPEN']);
    await approve(page, player());
    await see('Added to the machine');
    expect(cabinet.creditedMinor).toBe(20_000);
  });

  it('of a player who is too young ends before money moves', async () => {
    await choose();
    await logIn(page, 'underage');
    await see('Not paid');
    expect(cabinet.creditedMinor).toBe(0);
  });

  it('of a player on an exclusion list ends before money moves, and says nothing of the list [excluded-stays-out]', async () => {
    await choose();
    const excluded = player();
    await logIn(page, excluded);
    await page.getByRole('heading', { level: 1, name: 'Which account?' }).waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).tap();
    await see('Not paid');
    await property.site.sql(
      `INSERT INTO exclusions (source, kind, subject, added_by)
       SELECT 'property', 'person', person, 'test' FROM rail_identifications WHERE person IS NOT NULL ORDER BY decided_at DESC LIMIT 1`,
    );
    await page.getByRole('link', { name: BANK, exact: true }).tap();
    await logIn(page, excluded);
    await see('Not paid');
    expect((await property.orders(asset)).map(({ kycAnswer }) => kycAnswer)).toContain('FINISH');
    expect(cabinet.creditedMinor).toBe(0);
  });

  it('ends before money moves where the machine is gone by then', async () => {
    await choose();
    await page.getByRole('button', { name: 'Testbanken Mälaren', exact: true }).waitFor();
    kiosk.drop();
    await logIn(page, player());
    await see('Not paid');
    expect((await property.orders(asset)).map(({ kycAnswer }) => kycAnswer)).toEqual(['FINISH', null]);
    expect(await property.site.sql(`SELECT 1 FROM fundings WHERE asset = '${asset}'`)).toEqual([]);
  });

  it('goes back to the bank where the machine is gone when its money comes [money-has-a-home]', async () => {
    await choose();
    await logIn(page, player());
    await page.getByRole('heading', { level: 1, name: 'Which account?' }).waitFor();
    kiosk.drop();
    await page.getByRole('button', { name: 'Continue', exact: true }).tap();
    await page.getByRole('button', { name: /^Pay / }).tap();
    await see('Your money goes back');
    await expect
      .poll(async () => (await property.orders(asset)).map(({ refunded }) => refunded))
      .toEqual(['200.00']);
    expect(cabinet.creditedMinor).toBe(0);
  });

  it('that Trustly takes back three banking days later stays on the meter, and a person is told', async () => {
    await choose();
    await approve(page, player(), 'D1');
    await see('Added to the machine');
    await property.forward(10 * 86_400_000);
    await expect
      .poll(async () => (await property.orders(asset)).map(({ debitAnswer }) => debitAnswer))
      .toEqual(['FAILED']);
    expect(await property.site.sql(`SELECT kind FROM rail_alarms WHERE kind = 'REVERSED'`)).toHaveLength(1);
    expect(cabinet.creditedMinor).toBe(20_000);
  });
});
