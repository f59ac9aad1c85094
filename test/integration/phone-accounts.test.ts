/** The page of a phone's accounts: in a real, mobile-sized browser, at a real bridge, with the sandbox for Trustly. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PhoneSite } from '../support/bridge/phone-site.ts';
import type { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { complaintsOf, unfitPage } from '../support/bridge/unfit-page.ts';
import { lightboxOf, visitLightbox } from '../support/sandbox/lightbox-visit.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

let site: PhoneSite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];
let asset: string;
let kiosk: TestKiosk;

beforeAll(async () => {
  const withNumbers = async (port: number) => ({
    url: `http://127.0.0.1:${port}`,
    settings: { BRIDGE_ON_FILE_ACCOUNT_NUMBERS: 'yes' },
  });
  [site, browser] = await Promise.all([PhoneSite.open(withNumbers), launchPhoneBrowser()]);
});
afterAll(async () => {
  await browser.close();
  expect(await site.close()).toEqual([]);
});
beforeEach(async () => {
  await site.trustly.behave();
  ({ asset, kiosk } = await site.machine());
  kiosk.creditEverything();
  await aPhone();
});
afterEach(() => context.close());

async function aPhone(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
  const viewport = { width: 360, height: 740 };
  context = await browser.newContext({
    viewport,
    isMobile: true,
    hasTouch: true,
    locale: 'en-US',
    ...options,
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  complaints = complaintsOf(page);
}

const see = (title: string | RegExp) => page.getByRole('heading', { level: 1, name: title }).waitFor();
const reads = (text: string | RegExp) => page.getByText(text).first().waitFor();
const tap = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).tap();
const follow = (name: string | RegExp) => page.getByRole('link', { name, exact: true }).tap();
const unfit = async () => unfitPage(page, complaints);
const LOGIN = { userName: 'player', passPhrase: 'demo' };

/** From the form of a code, by the link on it. */
async function openAccounts(): Promise<void> {
  await page.goto(await site.anotherCode(asset));
  await follow('Your accounts');
  await see('Your accounts');
}

async function addAtBank(): Promise<void> {
  await openAccounts();
  await tap('Add an account at your bank');
  await visitLightbox(page, LOGIN);
  await see('Your accounts');
  await reads(/^Demo Bank ••[0-9]{4}$/);
}

describe('an account that is put on file without a payment', () => {
  it('is chosen at the bank, takes nothing, and pays by one tap from then on', async () => {
    await openAccounts();
    await reads('No account is on file on this phone.');
    expect(await unfit()).toEqual([]);
    await tap('Add an account at your bank');
    await see('Choose your bank');
    await visitLightbox(page, LOGIN);
    await reads(/^Demo Bank ••[0-9]{4}$/);
    expect(await unfit()).toEqual([]);
    expect(await site.captured()).toEqual([]);
    await page.goto(await site.anotherCode(asset));
    await tap('$20');
    await see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000]);
  });

  it('is on this phone, and not on another one at the same code, nor where the bank came back in another browser', async () => {
    await addAtBank();
    const address = page.url();
    await context.close();
    await aPhone();
    await page.goto(address);
    await reads('No account is on file on this phone.');
    await tap('Add an account at your bank');
    const data = JSON.parse((await page.locator('#bank').getAttribute('data-login')) ?? '') as Record<
      string,
      string
    >;
    const back = (await site.trustly.logIn({ kind: 'script', script: '', data })).href;
    const beside = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await beside.goto(back);
    await beside.getByRole('heading', { level: 1, name: 'Not added' }).waitFor();
    await beside.context().close();
    await page.goto(address);
    await reads('No account is on file on this phone.');
    expect(await page.getByRole('link', { name: /^Forget/ }).count()).toBe(0);
  });

  it('is forgotten for good there', async () => {
    await addAtBank();
    await follow(/^Forget Demo Bank/);
    await tap('Forget this account');
    await see('Forgotten');
    await openAccounts();
    await reads('No account is on file on this phone.');
    expect(await page.getByRole('link', { name: /^Forget/ }).count()).toBe(0);
  });

  it('by its numbers is for payouts only: it is listed, and the form of a code does not offer it', async () => {
    await openAccounts();
    await follow('Add an account by its numbers');
    await see('Add an account by its numbers');
    expect(await unfit()).toEqual([]);
    const fill = async (routing: string) => {
      await page.getByRole('textbox', { name: 'Name on the account' }).fill('Dana Demo');
      await page.getByRole('textbox', { name: /^Routing number/ }).fill(routing);
      await page.getByRole('textbox', { name: 'Account number' }).fill('99887766554');
      await page.getByText('Savings').tap();
      await tap('Add this account');
    };
    await fill('021000022');
    await page.getByRole('alert').getByText('This is not a routing number.').waitFor();
    expect(
      await page
        .locator('input:not([type=hidden], [type=radio])')
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)),
    ).toEqual(['', '', '']);
    expect(await unfit()).toEqual([]);
    await fill('124003116');
    await reads('For payouts only.');
    expect(await unfit()).toEqual([]);
    expect(page.url()).not.toContain('6554');
    await page.goto(await site.anotherCode(asset));
    await see('Add money');
    expect(await page.getByRole('radio').count()).toBe(0);
  });

  it('whose numbers are typed at the bank waits for a code: the page says what to do and when, and opens the bank for it', async () => {
    await openAccounts();
    await tap('Add an account at your bank');
    const box = lightboxOf(page);
    const press = (name: string) => box.getByRole('button', { name, exact: true }).tap();
    await press('Demo Bank');
    await press('I cannot log in');
    await box.getByRole('textbox', { name: 'Routing number' }).fill('124003116');
    await box.getByRole('textbox', { name: 'Account number' }).fill('99887766551');
    await press('Continue');
    await reads(/a code of three letters/);
    expect(await unfit()).toEqual([]);
    const code = (await site.trustly.calls.transactions())[0]?.depositCode ?? '';
    await site.trustly.calls.forward(4 * 86_400_000);
    await page.getByRole('button', { name: 'Enter the code' }).tap();
    await box.getByRole('textbox', { name: 'Code' }).fill(code);
    await press('Continue');
    await see('Your accounts');
    await expect.poll(() => page.getByRole('button', { name: 'Enter the code' }).count()).toBe(0);
    await page.goto(await site.anotherCode(asset));
    await tap('$20');
    await see('Added to the machine');
  });
});

describe('the page', () => {
  it('fits on every phone, in every language, in the light and in the dark', async () => {
    const code = await site.anotherCode(asset);
    for (const [lang, width, height, colorScheme] of [
      ['es', 430, 932, 'light'],
      ['zh-Hans', 740, 360, 'dark'],
      ['vi', 180, 370, 'light'],
      ['fil', 360, 740, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      for (const path of ['/accounts/numbers', '/accounts']) {
        await page.goto(`${code}${path}?lang=${lang}`);
        expect([lang, path, ...(await unfit())]).toEqual([lang, path]);
      }
    }
  });

  it('works without JavaScript, but for the bank, and says so', async () => {
    await context.close();
    await aPhone({ javaScriptEnabled: false });
    await openAccounts();
    await tap('Add an account at your bank');
    await see('Choose your bank');
    expect(await page.locator('noscript').textContent()).toContain('needs JavaScript');
  });
});
