/**
 * The pay pages of a player's phone: in a real, mobile-sized browser, at a real bridge, with the sandbox for Trustly, from the code
 * on the glass to the meter.
 */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adverseAction } from '../../bridge/rails/trustly-on-file/adverse-action.ts';
import { PhoneSite } from '../support/bridge/phone-site.ts';
import { READY_CABINET, type TestKiosk } from '../support/bridge/test-kiosk.ts';
import { complaintsOf, unfitPage } from '../support/bridge/unfit-page.ts';
import { lightboxOf, logInAgain, visitLightbox } from '../support/sandbox/lightbox-visit.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

/** What a page may weigh, with its style and script. */
const MOST_BYTES = 60_000;

let site: PhoneSite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let asset: string;
let kiosk: TestKiosk;
let complaints: readonly string[];

beforeAll(async () => {
  [site, browser] = await Promise.all([PhoneSite.open(), launchPhoneBrowser()]);
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
  context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    locale: 'en-US',
    ...options,
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  complaints = complaintsOf(page);
}

const see = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const tap = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).tap();

const unfit = async () => unfitPage(page, complaints);
const atTheBank = async (passPhrase = 'demo', userName = 'player') =>
  visitLightbox(page, { userName, passPhrase });

/** A first payment, after which the account is on file. */
async function payOnce(passPhrase = 'demo'): Promise<void> {
  await page.goto(await site.code(kiosk));
  await tap('$20');
  await atTheBank(passPhrase);
}

describe('the first payment', () => {
  it('goes from the code on the glass over the bank to the meter, and phone and machine say so', async () => {
    await page.goto(await site.code(kiosk));
    await see('Add money');
    expect(await unfit()).toEqual([]);
    await tap('$20');
    await see('Choose your bank');
    await atTheBank();
    await see('Added to the machine');
    expect(await unfit()).toEqual([]);
    expect(await site.credited(asset)).toEqual([2_000]);
    expect(await site.captured()).toHaveLength(1);
  });

  it('may be of an amount that the player writes, within the limits of the property', async () => {
    await page.goto(await site.code(kiosk));
    const own = page.getByRole('textbox', { name: 'Other amount' });
    for (const wrong of ['0.50', '5000', 'much']) {
      await own.fill(wrong);
      await tap('Add this amount');
      await page.getByRole('alert').getByText('This amount cannot be added. Nothing was taken.').waitFor();
    }
    expect(await unfit()).toEqual([]);
    await own.fill('33.50');
    await tap('Add this amount');
    await atTheBank();
    await see('Added to the machine');
    expect(await site.credited(asset)).toEqual([3_350]);
  });

  it('is of the amount that was written where it is sent by the keyboard, and of no other', async () => {
    await page.goto(await site.code(kiosk));
    const own = page.getByRole('textbox', { name: 'Other amount' });
    await own.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await site.sql('SELECT 1 FROM page_payments WHERE asset = $1', [asset])).toEqual([]);
    await own.fill('33.50');
    await own.press('Enter');
    await see('Choose your bank');
    expect(await site.sql('SELECT amount_minor::int FROM page_payments WHERE asset = $1', [asset])).toEqual([
      { amount_minor: 3_350 },
    ]);
  });

  it('may be left at the bank: nothing was taken, and the bank is chosen again', async () => {
    await page.goto(await site.code(kiosk));
    await tap('$20');
    await lightboxOf(page).getByRole('heading', { level: 1, name: 'Choose your bank' }).waitFor();
    await page.getByRole('button', { name: 'Close Trustly' }).tap();
    await page.locator('iframe').waitFor({ state: 'detached' });
    await tap('Choose your bank');
    expect(await site.captured()).toEqual([]);
    await atTheBank();
    await see('Added to the machine');
    expect(await site.captured()).toHaveLength(1);
  });

  it('goes on when the browser is back before the event of the bank', async () => {
    await site.trustly.behave({ heldAt: 'Pending' });
    await payOnce();
    await see('Paying');
    expect(await unfit()).toEqual([]);
    await site.trustly.behave();
    await see('Added to the machine');
  });

  it('is not moved by an address of return that was made up', async () => {
    await page.goto(await site.code(kiosk));
    await tap('$20');
    await see('Choose your bank');
    const payment = page.url();
    const answer = await page.request.get(
      payment.replace('/payment', '/returned?status=2&requestSignature=AAAA'),
    );
    expect(answer.url()).toBe(payment);
    expect(await site.captured()).toEqual([]);
  });
});

describe('the next payment', () => {
  beforeEach(async () => {
    await payOnce();
    await see('Added to the machine');
  });

  it('is one tap', async () => {
    await page.goto(await site.code(kiosk));
    await page.getByRole('radio', { name: /^Demo Bank ••[0-9]{4}$/ }).waitFor();
    expect(await unfit()).toEqual([]);
    await tap('$50');
    await see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000, 5_000]);
  });

  it('is paid once, however often it is tapped, sent, opened again or gone back to [exactly-once]', async () => {
    const code = await site.code(kiosk);
    await page.goto(code);
    const fields = await page
      .locator('form.pay')
      .evaluate((form) => [...new FormData(form as HTMLFormElement).entries()]);
    const form = { ...(Object.fromEntries(fields) as Record<string, string>), amount: '50.00' };
    const headers = { origin: new URL(code).origin };
    const post = () => page.request.post(code, { form, headers });
    await Promise.all([post(), post(), page.getByRole('button', { name: '$50' }).dblclick()]);
    await see('Added to the machine');
    await page.reload();
    await see('Added to the machine');
    await page.goBack();
    await see('Added to the machine');
    await page.goto(code);
    await see('Added to the machine');
    await page.request.post(code, { form: { ...form, amount: '100.00' }, headers });
    await see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000, 5_000]);
    expect(await site.captured()).toHaveLength(2);
  });

  it('is of another account where the player wants it', async () => {
    await page.goto(await site.code(kiosk));
    await page.getByRole('radio', { name: 'Another bank account' }).check();
    await tap('$20');
    await atTheBank('demo', 'somebody');
    await see('Added to the machine');
    await page.goto(await site.code(kiosk));
    await expect.poll(() => page.getByRole('radio', { name: /^Demo Bank/ }).count()).toBe(2);
  });

  it('needs the bank again when the account was forgotten, which is final', async () => {
    const code = await site.code(kiosk);
    await page.goto(code);
    await page.getByRole('link', { name: /^Forget Demo Bank/ }).tap();
    await see(/^Forget Demo Bank/);
    expect(await unfit()).toEqual([]);
    await tap('Forget this account');
    await see('Forgotten');
    await page.goto(code);
    await see('Add money');
    expect(await page.getByRole('radio').count()).toBe(0);
    expect(
      await site.sql(
        'SELECT sealed_split_token, bank_name FROM on_file_accounts WHERE forgotten_at IS NULL AND payer = $1',
        [await site.payerOf(asset)],
      ),
    ).toEqual([]);
  });

  it('does not offer the account to another phone, nor show its payment there', async () => {
    const payment = page.url();
    await context.close();
    await aPhone();
    await page.goto(await site.code(kiosk));
    await see('Add money');
    expect(await page.getByRole('radio').count()).toBe(0);
    await page.goto(payment);
    await see('Add money');
  });

  it('goes through the bank where the bank wants the login again, and is then completed, once', async () => {
    await context.close();
    await aPhone();
    await payOnce('ExpiredSplitToken');
    await see('Log in at your bank again');
    expect(await unfit()).toEqual([]);
    await tap('Log in at your bank');
    await logInAgain(page, { userName: 'player', passPhrase: 'demo' });
    await see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000, 2_000]);
  });
});

describe('a payment that is not made', () => {
  it('may be tried again with the same account, by one tap', async () => {
    await site.trustly.behave({ captureEnds: 'SW052' });
    await payOnce();
    await see('Not paid');
    expect(await unfit()).toEqual([]);
    await site.trustly.behave();
    await tap(/^Add \$20.00 from Demo Bank/);
    await see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000]);
  });

  it('because of what TeleCheck says shows its text word for word', async () => {
    await site.trustly.behave({ heldAt: 'Pending' });
    await payOnce();
    await see('Paying');
    await site.deny('SW055', 'D-4711');
    await see('Not paid');
    const shown = await page.locator('[data-adverse] p').allTextContents();
    expect(shown).toEqual(adverseAction('D-4711'));
    expect(await unfit()).toEqual([]);
  });
});

describe('a payment that was taken', () => {
  beforeEach(async () => {
    ({ asset, kiosk } = await site.machine());
  });
  const isOrdered = async () => (await kiosk.next('transfer.order')).transferId;

  it('and that the machine refuses goes back to the account [money-has-a-home]', async () => {
    await payOnce();
    const transferId = await isOrdered();
    kiosk.send({
      type: 'transfer.result',
      transferId,
      result: { outcome: 'refused', reason: 'NOT_PLAYABLE' },
    });
    await see('Your money goes back');
    expect(await unfit()).toEqual([]);
    await expect.poll(() => site.refunded()).toEqual(['20.00']);
  });

  it('and of which the machine takes less is told with what it took [where-the-money-is]', async () => {
    await payOnce();
    const transferId = await isOrdered();
    const amount = { minor: 1_500, currency: 'USD' };
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    await see('Added in part');
    await page.getByText('$15.00').waitFor();
    await expect.poll(() => site.refunded()).toEqual(['5.00']);
  });

  it('and of which the machine says nothing is not paid again, and is told of when it does', async () => {
    await payOnce();
    const transferId = await isOrdered();
    await see('Please wait at the machine');
    expect(await unfit()).toEqual([]);
    expect(await page.getByRole('button').count()).toBe(0);
    const amount = { minor: 2_000, currency: 'USD' };
    kiosk.send({ type: 'transfer.result', transferId, result: { outcome: 'credited', amount } });
    await see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000]);
  });
});

describe('the page says why nothing can be paid', () => {
  async function shown(address: string): Promise<unknown[]> {
    const answer = await page.goto(address);
    const title = await page.getByRole('heading', { level: 1 }).textContent();
    return [answer?.status(), title, ...(await unfit())];
  }

  it('with a code that is too old, of another property, or made up', async () => {
    const old = await site.codeOf(asset, { atMs: Date.now() - 120_000 });
    expect(await shown(old)).toEqual([410, 'This code is too old']);
    const foreign = await site.codeOf(asset, { secretKey: '1f'.repeat(32) });
    expect(await shown(foreign)).toEqual([404, 'This is not a code of ours']);
    expect(await shown(`${site.url}/${asset}/made-up`)).toEqual([404, 'This is not a code of ours']);
    expect(await shown(`${site.url}/`)).toEqual([404, 'Nothing here']);
    expect(await shown(`${site.url}/-/no-such-page`)).toEqual([404, 'Nothing here']);
  });

  it('with a machine that is gone, disabled or not connected', async () => {
    expect(await shown(await site.codeOf('EGM-GONE'))).toEqual([410, 'Machine not known']);
    await site.disable(asset);
    expect(await shown(await site.codeOf(asset))).toEqual([403, 'Not on this machine now']);
    const { asset: other } = await site.enrolled();
    expect(await shown(await site.codeOf(other))).toEqual([503, 'Machine not connected']);
  });

  it('with a machine that cannot be credited now, and with an amount that it does not take', async () => {
    const says = async (cabinet: object) => {
      kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, ...cabinet } });
      await expect
        .poll(async () => site.sql('SELECT cabinet FROM links WHERE asset = $1', [asset]))
        .toMatchObject([{ cabinet }]);
    };
    const code = await site.code(kiosk);
    await says({ conditions: ['DOOR_OPEN'] });
    expect(await shown(code)).toEqual([503, 'The machine cannot take money now']);
    await says({ conditions: [], maxTransfer: 1_000 });
    await page.goto(code);
    await tap('$20');
    await see('This machine does not take this amount');
    expect(await unfit()).toEqual([]);
    expect(await site.sql('SELECT 1 FROM page_payments WHERE asset = $1', [asset])).toEqual([]);
  });

  it('without cookies, and takes nothing', async () => {
    const code = await site.code(kiosk);
    await page.goto(code);
    await context.clearCookies();
    await tap('$20');
    await see('Cookies are needed');
    expect(await site.sql('SELECT 1 FROM page_payments WHERE asset = $1', [asset])).toEqual([]);
  });

  it('to a form of another page or another phone [checked-at-the-door]', async () => {
    const code = await site.code(kiosk);
    await page.goto(code);
    const ticket = (await page.locator('input[name=ticket]').getAttribute('value')) ?? '';
    const form = { ticket, from: 'bank', amount: '20.00', own: '' };
    const post = async (sent: Record<string, string>, origin: string, at = page) =>
      (await at.request.post(code, { form: sent, headers: { origin }, maxRedirects: 0 })).status();
    expect(await post(form, 'https://elsewhere.example')).toBe(403);
    expect(await post({ ...form, ticket: `A${ticket.slice(1)}` }, site.url)).toBe(403);
    expect(await post({ ...form, more: 'x' }, site.url)).toBe(404);
    const beside = await (await browser.newContext()).newPage();
    await beside.goto(code);
    expect(await post(form, site.url, beside)).toBe(403);
    await beside.context().close();
    expect(await site.sql('SELECT 1 FROM page_payments WHERE asset = $1', [asset])).toEqual([]);
    expect(await post(form, site.url)).toBe(303);
  });
});

describe('every page', () => {
  it.each([
    ['es-MX', 'es', 'Agregar dinero'],
    ['zh-CN', 'zh-Hans', '充值'],
    ['vi-VN', 'vi', 'Nạp tiền'],
    ['fil-PH', 'fil', 'Magdagdag ng pera'],
  ])('is in the language of the phone: %s', async (locale, lang, title) => {
    await context.close();
    await aPhone({ locale });
    await page.goto(await site.code(kiosk));
    await see(title);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    expect(await unfit()).toEqual([]);
  });

  it('is in the language that the player chooses, from then on', async () => {
    await page.goto(await site.code(kiosk));
    await page.getByRole('link', { name: 'Tiếng Việt' }).tap();
    await see('Nạp tiền');
    await page.goto(await site.code(kiosk));
    await see('Nạp tiền');
    await page.locator('button[value="20.00"]').tap();
    await see('Chọn ngân hàng của bạn');
    expect(await page.locator('html').getAttribute('lang')).toBe('vi');
  });

  it.each([
    ['in landscape', { viewport: { width: 740, height: 360 } }],
    ['at 200 %', { viewport: { width: 180, height: 370 } }],
    ['on a wide phone', { viewport: { width: 430, height: 932 } }],
    ['in the dark', { colorScheme: 'dark' }],
  ] as const)('fits %s', async (_how, options) => {
    await context.close();
    await aPhone(options);
    await payOnceWide();
    const lines = await page.locator('.amount').evaluate((amount) => {
      const range = document.createRange();
      range.selectNodeContents(amount);
      return range.getClientRects().length;
    });
    expect(lines).toBe(1);
    await page.goto(await site.code(kiosk));
    await see('Add money');
    expect(await unfit()).toEqual([]);
  });

  it('pays from an account on file without JavaScript', async () => {
    await payOnce();
    await see('Added to the machine');
    const cookies = await context.cookies();
    await context.close();
    await aPhone({ javaScriptEnabled: false });
    await context.addCookies(cookies);
    await page.goto(await site.code(kiosk));
    await page.getByRole('button', { name: '$20' }).tap();
    await see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000, 2_000]);
  });

  it('is light, and brings nothing from elsewhere but the script of Trustly', async () => {
    let bytes = 0;
    const origins = new Set<string>();
    page.on('response', async (response) => {
      origins.add(new URL(response.url()).origin);
      if (response.url().startsWith(site.url))
        bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
    });
    await page.goto(await site.code(kiosk));
    await tap('$20');
    await see('Choose your bank');
    await expect.poll(() => [...origins].sort()).toEqual([site.url, site.trustly.merchant.url].sort());
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('has a strict policy, is kept by nobody, and has no cookie but ours', async () => {
    const answer = await page.goto(await site.code(kiosk));
    const headers = answer?.headers() ?? {};
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    const cookies = await context.cookies();
    expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
      { name: 'topper-phone', httpOnly: true, sameSite: 'Lax' },
    ]);
    expect((cookies[0]?.expires ?? 0) * 1_000).toBeGreaterThan(Date.now() + 300 * 86_400_000);
  });
});

it('nobody tries codes out: after too many wrong ones only a right one is looked at', async () => {
  const wrong = async () => (await page.request.get(`${site.url}/${asset}/made-up`)).status();
  await expect.poll(wrong, { interval: 0 }).toBe(429);
  expect((await page.goto(await site.code(kiosk)))?.status()).toBe(200);
});

/** Where the Lightbox of the sandbox does not fit, its buttons are pressed all the same. */
async function payOnceWide(): Promise<void> {
  await page.goto(await site.code(kiosk));
  await tap('$20');
  const data = JSON.parse((await page.locator('#bank').getAttribute('data-login')) ?? '') as Record<
    string,
    string
  >;
  await page.goto((await site.trustly.logIn({ kind: 'script', script: '', data })).href);
  await see('Added to the machine');
}
