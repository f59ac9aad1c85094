/** The Lightbox of Trustly on file, over a merchant's page with a strict policy, on a phone. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { signRedirect } from '../../sandbox/trustly-on-file/signatures.ts';
import { startMerchantPage, type MerchantPage } from '../support/sandbox/merchant-page.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';
import { startOnFileSite, type OnFileSite } from '../support/sandbox/on-file-fixture.ts';
import { ON_FILE } from '../support/sandbox/on-file-merchant.ts';

let browser: Browser;
let site: OnFileSite;
let merchant: MerchantPage;
let context: BrowserContext;
let page: Page;
let trustly: FrameLocator;
/** What the browser refused or complained of. */
let complaints: string[];

beforeAll(async () => {
  browser = await launchPhoneBrowser();
  site = await startOnFileSite();
  const sdkUrl = `${site.sandbox.url()}/start/scripts/trustly.js?accessId=${ON_FILE.accessId}`;
  merchant = await startMerchantPage(sdkUrl);
});
afterAll(async () => {
  await browser.close();
  await merchant.close();
  await site.close();
});
beforeEach(async () => {
  context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    locale: 'en-US',
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  trustly = page.frameLocator('iframe[title="Trustly"]');
});
afterEach(() => context.close());

function data(changed: Record<string, string> = {}): Record<string, string> {
  const { returnUrl, cancelUrl } = merchant;
  return site.establishData({ returnUrl, cancelUrl, ...changed });
}

async function open(changed: Record<string, string> = {}): Promise<void> {
  merchant.offer(data(changed));
  await page.goto(merchant.url);
  await page.getByRole('button', { name: 'Pay' }).tap();
}

const press = (name: string) => trustly.getByRole('button', { name, exact: true }).tap();
const see = (name: string) => trustly.getByRole('heading', { level: 1, name }).waitFor();

async function logIn(passPhrase: string, bank = 'Demo Bank'): Promise<void> {
  await press(bank);
  await trustly.getByRole('textbox', { name: 'Pass phrase' }).fill(passPhrase);
  await press('Log in');
}

/** What is wrong with the page in the frame as it stands. */
async function unfit(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(['iframe[title="Trustly"]', 'body'])
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const tooSmall = await trustly
    .locator('button:visible, input:visible, select:visible')
    .evaluateAll((controls) =>
      controls
        .map((control) => control.closest('label') ?? control)
        .filter((target) => target.getBoundingClientRect().height < 44)
        .map((target) => `too small to touch: ${target.outerHTML}`),
    );
  const width = await trustly.locator('html').evaluate((html) => html.scrollWidth);
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`)),
    ...tooSmall,
    ...(width > 360 ? [`scrolls sideways, ${width} px wide`] : []),
    ...complaints,
  ];
}

async function returned(heading: 'Returned' | 'Canceled'): Promise<URL> {
  await page.getByRole('heading', { name: heading }).waitFor();
  const url = new URL(page.url());
  const [unsigned = ''] = url.href.split('&requestSignature=');
  expect(signRedirect(unsigned, ON_FILE.accessKey, 'url')).toBe(url.href);
  return url;
}

test('a player chooses bank and account, and comes back when the merchant has the split token', async () => {
  await open();
  await see('Choose your bank');
  expect(await unfit()).toEqual([]);
  await press('Harbor Credit Union');
  await see('Log in to Harbor Credit Union');
  expect(await unfit()).toEqual([]);
  await press('Log in');
  await see('Pay from which account?');
  expect(await unfit()).toEqual([]);
  await trustly.getByRole('radio', { name: /Savings/ }).check();
  await press('Continue');
  await see('Use this account?');
  expect(await unfit()).toEqual([]);
  await press('Use this account');
  const { searchParams } = await returned('Returned');
  expect(searchParams.get('status')).toBe('2');
  const id = searchParams.get('transactionId');
  const told = site.receiver.received.filter(({ fields }) => fields['objectId'] === id);
  expect(told.at(-1)?.fields['splitToken']).toBeTruthy();
  expect((await site.get(`/transactions/${id}`)).body).toMatchObject({
    transaction: { payment: { account: { type: 2 }, paymentProvider: { name: 'Harbor Credit Union' } } },
  });
});

test('it is used by keyboard alone, and Escape leaves it with a word to the merchant', async () => {
  merchant.offer(data());
  await page.goto(merchant.url);
  await page.getByRole('button', { name: 'Pay' }).focus();
  await page.keyboard.press('Enter');
  await see('Choose your bank');
  const demo = trustly.getByRole('button', { name: 'Demo Bank' });
  for (
    let presses = 0;
    presses < 6 && !(await demo.evaluate((one) => one === document.activeElement));
    presses += 1
  ) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await see('Log in to Demo Bank');
  await trustly.getByRole('textbox', { name: 'Pass phrase' }).press('Enter');
  await see('Pay from which account?');
  await page.getByRole('button', { name: 'Close Trustly' }).focus();
  await page.keyboard.press('Escape');
  const { searchParams } = await returned('Canceled');
  expect(searchParams.get('status')).toBe('7');
  expect(searchParams.get('payment.paymentProviderTransaction.status')).toBe('UC04');
});

test('the widget shows the banks in the page, and goes on with the login', async () => {
  merchant.offer(data(), 'selectBankWidget');
  await page.goto(merchant.url);
  await page
    .getByRole('group', { name: 'Choose your bank' })
    .getByRole('button', { name: 'First Prairie Bank' })
    .tap();
  await see('Log in to First Prairie Bank');
  await press('Cancel payment');
  const { searchParams } = await returned('Canceled');
  expect(searchParams.get('payment.paymentProviderTransaction.status')).toBe('UC02');
});

test('a wrong request signature shows error 375 and nothing else', async () => {
  merchant.offer({ ...data(), amount: '5.00' });
  await page.goto(merchant.url);
  await page.getByRole('button', { name: 'Pay' }).tap();
  await see('This request cannot be used');
  await trustly.getByText('Error 375: Access not authorized.').waitFor();
  expect(await trustly.getByRole('button').count()).toBe(0);
  expect(await unfit()).toEqual([]);
});

test('a refresh asks for the login only, at the same bank, and for the same account', async () => {
  const first = await site.logIn({ passPhrase: 'ExpiredSplitToken' });
  const transactionId = first.searchParams.get('transactionId') ?? '';
  await open({ paymentType: 'Verification', authToken: 'new', transactionId });
  await see('Log in to Demo Bank');
  await trustly.getByRole('textbox', { name: 'User name' }).fill('somebody else');
  await press('Log in');
  await trustly.getByRole('alert').getByText('does not have the account').waitFor();
  await trustly.getByRole('textbox', { name: 'User name' }).fill('player');
  await press('Log in');
  expect((await returned('Returned')).searchParams.get('payment.paymentType')).toBe('5');
});

test('a bank may ask, twice where the first answer was wrong', async () => {
  await open();
  await logIn('ChallengeError');
  await see('A question from your bank');
  const answer = trustly.getByRole('textbox', { name: 'Name of your first pet' });
  await press('Continue');
  await trustly.getByRole('alert').getByText('Fill in every field.').waitFor();
  await answer.fill('Rex');
  await press('Continue');
  await trustly.getByRole('alert').getByText('That was not right.').waitFor();
  expect(await unfit()).toEqual([]);
  await answer.fill('Fido');
  await press('Continue');
  await see('Pay from which account?');
});

test('a bank may send a code to an address that the player chooses', async () => {
  await open();
  await logIn('MixedMFA');
  await see('Where may we send a code?');
  await trustly.getByRole('radio', { name: '(•••) •••-0100' }).check();
  expect(await unfit()).toEqual([]);
  await press('Continue');
  await trustly.getByRole('textbox', { name: 'Code' }).fill('123456');
  await press('Continue');
  await see('Pay from which account?');
});

test('a bank may ask for everything it can', async () => {
  await open();
  await logIn('TestPrompts');
  await see('Everything a bank may ask');
  expect(await unfit()).toEqual([]);
  await trustly.getByRole('textbox', { name: 'Text' }).fill('a');
  await trustly.getByLabel('Secret').fill('b');
  await trustly.getByLabel('Date').fill('2026-11-28');
  await trustly.getByRole('radio', { name: 'Second' }).check();
  await trustly.getByRole('checkbox', { name: 'I agree' }).check();
  await press('Continue');
  await see('Pay from which account?');
});

test('what a bank does not tell of an account is asked of the player', async () => {
  await open();
  await logIn('OnlyPartials');
  await press('Continue');
  await see('Account details');
  expect(await unfit()).toEqual([]);
  const number = trustly.getByRole('textbox', { name: 'Whole account number' });
  await number.fill('1');
  await press('Continue');
  await trustly.getByRole('alert').waitFor();
  const text = (await trustly.getByText('here its whole number is').textContent()) ?? '';
  await number.fill(/number is ([0-9]+)/.exec(text)?.[1] ?? '');
  await trustly.getByRole('combobox', { name: 'Where was the account opened?' }).selectOption('Nevada');
  await press('Continue');
  await see('Use this account?');
});

test('what a bank refuses is said in words, and another pass phrase may be tried', async () => {
  await open();
  await press('Demo Bank');
  const passPhrase = trustly.getByRole('textbox', { name: 'Pass phrase' });
  for (const [phrase, words] of [
    ['LoginError', 'The user name or the pass phrase is wrong.'],
    ['NotRecognized', 'The bank answered in a way that is not understood.'],
    ['JsError', 'Something went wrong at the bank.'],
    ['BankAction', 'Your bank wants you to do something on its own site first.'],
    ['NotEnoughFunds', 'There is no account here that can be paid from.'],
  ] as const) {
    await passPhrase.fill(phrase);
    await press('Log in');
    await trustly.getByRole('alert').getByText(words).waitFor();
  }
  await passPhrase.fill('demo');
  await press('Log in');
  await see('Pay from which account?');
  expect(complaints).toEqual([]);
});
