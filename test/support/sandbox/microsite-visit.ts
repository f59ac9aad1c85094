/** A player with a phone: a mobile-sized Chromium that walks through the microsite by what it reads there. */
import { chromium, type Browser, type Page } from 'playwright';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell';

export const PHONE_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

export function launchPhoneBrowser(): Promise<Browser> {
  // SIGHUP is for the bridge in this process, which reads its certificate again.
  return chromium.launch({ executablePath: CHROMIUM, args: [...PHONE_ARGUMENTS], handleSIGHUP: false });
}

export interface Choice {
  /** As on the radio button, `$20.00`; any other is written in. */
  readonly amount: string;
  readonly bank: string;
  readonly userName: string;
  readonly passPhrase: string;
  readonly account: RegExp;
}

export const TWENTY_DOLLARS: Choice = {
  amount: '$20.00',
  bank: 'Demo Bank',
  userName: 'player',
  passPhrase: 'open sesame',
  account: /^Checking/,
};

/** From the opened code to the review page; the approval is left to the caller. */
export async function walkToReview(page: Page, choice: Choice): Promise<void> {
  const offered = page.getByRole('radio', { name: choice.amount, exact: true });
  if ((await offered.count()) === 1) {
    await offered.check();
  } else {
    await page.getByRole('radio', { name: 'Other amount' }).check();
    await page.getByRole('textbox', { name: 'Amount in dollars' }).fill(choice.amount);
  }
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: choice.bank, exact: true }).click();
  await page.getByRole('textbox', { name: 'User name' }).fill(choice.userName);
  await page.getByRole('textbox', { name: 'Pass phrase' }).fill(choice.passPhrase);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('radio', { name: choice.account }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
}
