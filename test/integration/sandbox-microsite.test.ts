/** The whole microsite on a phone, with a scripted bridge behind it. */
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchPhoneBrowser, TWENTY_DOLLARS, walkToReview } from '../support/sandbox/microsite-visit.ts';
import { startSandboxFixture, TPAS_CLIENT, type SandboxFixture } from '../support/sandbox/sandbox-fixture.ts';
import { startScriptedBridge, type ScriptedBridge } from '../support/sandbox/scripted-bridge.ts';

let browser: Browser;
let page: Page;
let bridge: ScriptedBridge;
let sandbox: SandboxFixture;

beforeAll(async () => {
  browser = await launchPhoneBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  bridge = await startScriptedBridge(TPAS_CLIENT);
  sandbox = await startSandboxFixture(bridge.url);
  page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  page.setDefaultTimeout(15_000);
});
afterEach(async () => {
  await page.close();
  await sandbox.close();
  await bridge.close();
});

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

/** Each request is a phone that has never been here. */
async function isOver(code: string): Promise<void> {
  await expect.poll(async () => (await fetch(code)).status).toBe(410);
}

async function approveTwenty(): Promise<void> {
  await walkToReview(page, TWENTY_DOLLARS);
  await press('Approve $20.00');
}

describe('a scanned code', () => {
  test('leads through amount, bank, login, account and review to the money on the machine', async () => {
    await page.goto(await sandbox.newCode('EGM-0042'));
    expect(await page.getByRole('banner').textContent()).toContain('Blackjack Video');
    expect(await page.getByRole('banner').textContent()).toContain('EGM-0042');
    await approveTwenty();
    await heading('$20.00 is on the machine').waitFor();
    expect(bridge.calls[0]?.body).toMatchObject({ asset: 'EGM-0042', amount: '20.00', currency: 'USD' });
    expect(await sandbox.payments()).toMatchObject([
      { state: 'CAPTURED', captured: { minor: 2000, currency: 'USD' } },
    ]);
  });

  test("takes an amount of the player's own, and says what is wrong with one that it does not take", async () => {
    await page.goto(await sandbox.newCode('EGM-0042'));
    await page.getByRole('radio', { name: 'Other amount' }).check();
    await page.getByRole('textbox', { name: 'Amount in dollars' }).fill('3,5');
    await press('Continue');
    await page.getByRole('alert').filter({ hasText: 'such as 35' }).waitFor();
    await walkToReview(page, { ...TWENTY_DOLLARS, amount: '35.50' });
    await press('Approve $35.50');
    await expect.poll(() => bridge.calls[0]?.body).toMatchObject({ amount: '35.50' });
  });

  test('opened again by the same phone leads to where that phone was', async () => {
    const code = await sandbox.newCode('EGM-0042');
    await page.goto(code);
    await press('Continue');
    await page.goto(code);
    await heading('Choose your bank').waitFor();
    await press('Back');
    await approveTwenty();
    await heading('$20.00 is on the machine').waitFor();
    await page.goto(code);
    await heading('$20.00 is on the machine').waitFor();
    await sandbox.restart();
    await page.goto(code);
    await heading('$20.00 is on the machine').waitFor();
    expect(await sandbox.payments()).toHaveLength(1);
  });

  test('that was used tells another phone that nothing was taken from its account', async () => {
    const code = await sandbox.newCode('EGM-0042');
    await page.goto(code);
    await approveTwenty();
    await heading('$20.00 is on the machine').waitFor();
    const other = await browser.newPage();
    expect((await other.goto(code))?.status()).toBe(410);
    await other.getByRole('heading', { name: 'This code was already used' }).waitFor();
    expect(await other.getByRole('main').textContent()).toContain('Nothing was taken from your account');
    await other.close();
  });

  test('is not used up by a payment that was declined', async () => {
    bridge.script({ declined: 'ASSET_OFFLINE' });
    const code = await sandbox.newCode('EGM-0042');
    await page.goto(code);
    await approveTwenty();
    await heading('The machine cannot be reached').waitFor();
    await page.goto(code);
    await heading('How much would you like to add?').waitFor();
    expect(await sandbox.payments()).toMatchObject([{ state: 'VOIDED', code: 'ASSET_OFFLINE' }]);
  });

  test('cannot be paid with in two visits at once', async () => {
    bridge.script('unconfirmed');
    const code = await sandbox.newCode('EGM-0042');
    await page.goto(code);
    await walkToReview(page, TWENTY_DOLLARS);
    const other = await browser.newPage();
    await other.goto(code);
    await walkToReview(other, TWENTY_DOLLARS);
    await press('Approve $20.00');
    await heading('Not confirmed yet').waitFor();
    await other.getByRole('button', { name: 'Approve $20.00' }).click();
    await other.getByRole('heading', { name: 'A payment with this code is under way' }).waitFor();
    expect(await other.getByRole('main').textContent()).toContain('Nothing was taken from your account');
    await other.close();
    expect(await sandbox.payments()).toHaveLength(1);
  });

  test('is refused after its life, while a visit begun in time goes on', async () => {
    await sandbox.setFaults({ codeLifetimeMs: 1_000 });
    const code = await sandbox.newCode('EGM-0042');
    await page.goto(code);
    const late = await browser.newPage();
    await isOver(code);
    expect((await late.goto(code))?.status()).toBe(410);
    await late.getByRole('heading', { name: 'This code has expired' }).waitFor();
    await late.close();
    await approveTwenty();
    await heading('$20.00 is on the machine').waitFor();
  });

  test('of somebody else is not taken as ours', async () => {
    const code = await sandbox.newCode('EGM-0042');
    expect((await page.goto(`${code.slice(0, -12)}AAAAAAAAA%3D`))?.status()).toBe(404);
    await heading('This is not a code of ours').waitFor();
  });
});

describe('the phone is told', () => {
  test('nothing about cancelling when nobody cancelled the payment', async () => {
    bridge.script({ declined: 'CANCELLED' });
    await page.goto(await sandbox.newCode('EGM-0042'));
    await approveTwenty();
    await heading('The money was not added').waitFor();
    const text = await page.getByRole('main').textContent();
    expect(text).toContain('Nothing was taken from your account');
    expect(text?.replace('Reason code CANCELLED', '')).not.toMatch(/cancel/i);
  });

  test('that the limit is reached, that nothing was taken, and what is left today', async () => {
    bridge.script({ declined: 'LIMIT_REACHED', remaining: '5.00' });
    await page.goto(await sandbox.newCode('EGM-0042'));
    await approveTwenty();
    await heading('Declined: limit reached').waitFor();
    const text = await page.getByRole('main').textContent();
    expect(text).toContain('Nothing was taken');
    expect(text).toContain('$5.00 left today');
    expect(await sandbox.payments()).toMatchObject([
      { state: 'VOIDED', code: 'LIMIT_REACHED', captured: null },
    ]);
  });

  test('not to pay again while the outcome is open, and the outcome without a reload [confirmed-only]', async () => {
    bridge.script('unconfirmed');
    await page.goto(await sandbox.newCode('EGM-0042'));
    await approveTwenty();
    await heading('Not confirmed yet').waitFor();
    expect(await page.getByRole('main').textContent()).toContain('Do not pay again');
    bridge.script('credited');
    await heading('$20.00 is on the machine').waitFor();
  });

  test('when the machine took only a part', async () => {
    bridge.script({ credited: '15.00' });
    await page.goto(await sandbox.newCode('EGM-0042'));
    await approveTwenty();
    await heading('$15.00 is on the machine').waitFor();
    expect(await page.getByRole('main').textContent()).toContain('Only $15.00 leaves your account');
    expect(await sandbox.payments()).toMatchObject([{ captured: { minor: 1500 } }]);
  });

  test('the outcome even if the sandbox restarts in between', async () => {
    bridge.script('unconfirmed');
    await page.goto(await sandbox.newCode('EGM-0042'));
    await approveTwenty();
    await heading('Not confirmed yet').waitFor();
    await sandbox.restart();
    bridge.script('credited');
    await heading('$20.00 is on the machine').waitFor();
    expect(await sandbox.payments()).toMatchObject([{ state: 'CAPTURED' }]);
  });
});

describe('the bank', () => {
  test('refuses an account without the money, and the bridge is told', async () => {
    bridge.script({ declined: 'CANCELLED' });
    await page.goto(await sandbox.newCode('EGM-0042'));
    await walkToReview(page, { ...TWENTY_DOLLARS, passPhrase: 'NotEnoughFunds' });
    await press('Approve $20.00');
    await heading('Declined by your bank').waitFor();
    await expect
      .poll(() => bridge.calls)
      .toMatchObject([
        {
          method: 'POST',
          path: expect.stringMatching(/\/cancel$/) as unknown,
          body: { reason: 'BANK_REFUSED', amount: '20.00', asset: 'EGM-0042' },
        },
      ]);
  });

  test.each([
    ['LoginError', 'wrong'],
    ['AccountLocked', 'locked'],
    ['Unavailable', 'cannot be reached'],
    ['NoEligibleAccounts', 'no account'],
    ['BankAction', 'on its own site'],
    ['CreditCardsOnly', 'no account'],
  ])('answers the pass phrase %s', async (passPhrase, words) => {
    await page.goto(await sandbox.newCode('EGM-0042'));
    await press('Continue');
    await press('Demo Bank');
    await page.getByRole('textbox', { name: 'User name' }).fill('player');
    await page.getByRole('textbox', { name: 'Pass phrase' }).fill(passPhrase);
    await press('Log in');
    await page.getByRole('alert').filter({ hasText: words }).waitFor();
    expect(bridge.calls).toEqual([]);
  });
});

test('a bank may ask something after the login, and says what it makes of the answer', async () => {
  await page.goto(await sandbox.newCode('EGM-0042'));
  await press('Continue');
  await press('Demo Bank');
  for (const answer of ['error', 'Rex']) {
    await page.getByRole('textbox', { name: 'Pass phrase' }).fill('2FA');
    await press('Log in');
    await heading('A question from your bank').waitFor();
    await page.getByRole('textbox', { name: 'Name of your first pet' }).fill(answer);
    await press('Continue');
    if (answer === 'error') await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
  }
  await heading('Pay from which account?').waitFor();
  expect(bridge.calls).toEqual([]);
});

test('a player who cancels is told that nothing was taken, and so is the bridge', async () => {
  bridge.script({ declined: 'CANCELLED' });
  await page.goto(await sandbox.newCode('EGM-0042'));
  await press('Continue');
  await press('Cancel payment');
  await heading('Payment cancelled').waitFor();
  expect(await page.getByRole('main').textContent()).toContain('Nothing was taken');
  await expect.poll(() => bridge.calls[0]?.body).toMatchObject({ reason: 'PLAYER_CANCELLED' });
});

describe('in Spanish', () => {
  const spanish = async (): Promise<Page> => browser.newPage({ locale: 'es-MX' });

  test('a phone that is set to Spanish is spoken to in Spanish, from the amount to the money', async () => {
    const phone = await spanish();
    await phone.goto(await sandbox.newCode('EGM-0042'));
    expect(await phone.getAttribute('html', 'lang')).toBe('es');
    await phone.getByRole('heading', { name: '¿Cuánto quieres agregar?' }).waitFor();
    await phone.getByRole('button', { name: 'Continuar' }).click();
    await phone.getByRole('button', { name: 'Demo Bank' }).click();
    await phone.getByRole('button', { name: 'Entrar' }).click();
    await phone.getByRole('button', { name: 'Continuar' }).click();
    await phone.getByRole('button', { name: 'Aprobar $20.00' }).click();
    await phone.getByRole('heading', { name: '$20.00 ya están en la máquina' }).waitFor();
    await phone.close();
  });

  test('a code that is not ours is told so in Spanish too', async () => {
    const phone = await spanish();
    const answer = await phone.goto(`${sandbox.url()}/cashlesscasino-client?token=AAAA`);
    expect(answer?.headers()['content-language']).toBe('es');
    await phone.getByRole('heading', { name: 'Este código no es nuestro' }).waitFor();
    await phone.close();
  });

  test('the player can change the language, also where the page begins with a code, and it stays changed', async () => {
    await sandbox.setFaults({ codeLifetimeMs: 1_000 });
    const code = await sandbox.newCode('EGM-0042');
    await page.goto(code);
    await page.getByRole('link', { name: 'Español' }).click();
    await heading('¿Cuánto quieres agregar?').waitFor();
    await press('Continuar');
    await heading('Elige tu banco').waitFor();
    const late = await browser.newPage();
    await isOver(code);
    await late.goto(code);
    await late.getByRole('link', { name: 'Español' }).click();
    await late.getByRole('heading', { name: 'Este código venció' }).waitFor();
    await late.getByRole('link', { name: 'English' }).click();
    await late.getByRole('heading', { name: 'This code has expired' }).waitFor();
    expect(await late.getAttribute('html', 'lang')).toBe('en');
    await late.close();
  });
});
