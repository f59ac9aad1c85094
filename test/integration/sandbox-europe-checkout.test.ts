/** The checkout of Trustly Europe in a phone's browser. Its policy lets no script run. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { USUAL_FAULTS } from '../../sandbox/trustly-europe/faults.ts';
import { startEuropeSite, USUAL, type EuropeSite } from '../support/sandbox/europe-fixture.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';
import { waitFor } from '../support/wait.ts';

let browser: Browser;
let site: EuropeSite;
let page: Page;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchPhoneBrowser(), startEuropeSite()]);
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
beforeEach(async () => {
  site.say(USUAL);
  await site.setFaults({ ...USUAL_FAULTS, creditMs: 0 });
});

const press = (name: string) => page.getByRole('button', { name, exact: true }).tap();
const see = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

/** What is wrong with the page as it stands. */
async function unfit(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const tooSmall = await page.locator('button:visible, input:visible').evaluateAll((controls) =>
    controls
      .map((control) => control.closest('label') ?? control)
      .filter((target) => target.getBoundingClientRect().height < 44)
      .map((target) => `too small to touch: ${target.outerHTML}`),
  );
  const width = await page.locator('html').evaluate((html) => html.scrollWidth);
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`)),
    ...tooSmall,
    ...(width > 360 ? [`scrolls sideways, ${width} px wide`] : []),
  ];
}

test('a player approves with the bank of another country, with a test case, and comes back to the merchant', async () => {
  const { orderId, url } = await site.deposit({
    RequestKYC: '1',
    Amount: null,
    SuggestedMinAmount: '100.00',
    SuggestedMaxAmount: '500.00',
    SuccessURL: site.notificationUrl,
  });
  await page.goto(url);
  await see('Choose your bank');
  expect(await unfit()).toEqual([]);
  await press('Estonia');
  await press('Testpank Peipsi');
  await see('Log in to Testpank Peipsi');
  await page.getByRole('checkbox', { name: 'Set order options' }).check();
  await page.getByRole('radio', { name: /^D1/ }).check();
  expect(await unfit()).toEqual([]);
  await page.getByRole('textbox', { name: 'User name' }).fill('Tõnu');
  await press('Log in');
  await see('Which account?');
  expect(await unfit()).toEqual([]);
  await page.getByRole('radio', { name: /Savings account/ }).check();
  await press('Continue');
  await see('Check and approve');
  await press('Pay');
  await page.getByRole('alert').waitFor();
  expect(await unfit()).toEqual([]);
  await page.getByRole('textbox', { name: 'Amount in SEK' }).fill('250.00');
  await press('Pay');
  await see('Back at the casino');
  await waitFor('the debit', () => site.heardOf(orderId).includes('debit'));
  expect(await site.order(orderId)).toMatchObject({
    amount: '250.00',
    testCase: 'D1',
    kycAnswer: 'CONTINUE',
  });
});

test('while the merchant has not said whether the player may go on, the page waits by itself', async () => {
  site.say(({ method }) => (method === 'kyc' ? null : 'OK'));
  const { orderId, url } = await site.deposit({ RequestKYC: '1', FailURL: site.notificationUrl });
  await page.goto(url);
  await press('Testbanken Mälaren');
  await press('Log in');
  await see('One moment…');
  site.say(USUAL);
  await site.forward(10_000);
  await see('Which account?');
  await press('Cancel');
  await see('Back at the casino');
  await waitFor('the cancel', () => site.heardOf(orderId).includes('cancel'));
  await page.goto(url);
  await see('This page was opened before');
  expect(await unfit()).toEqual([]);
});
