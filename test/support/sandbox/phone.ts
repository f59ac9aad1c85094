/** The player's phone: a real Chromium the size of one, driven through the microsite by what a player can see. */
import type { Page } from 'playwright';
import { launchPhoneBrowser } from './microsite-visit.ts';

export interface Phone {
  readonly page: Page;
  /** Opens a decoded url, picks amount and Demo Bank, and stops before the approval. */
  prepare(url: string, amount: string): Promise<void>;
  /** Presses the approve button. */
  approve(amount: string): Promise<void>;
  close(): Promise<void>;
}

export async function openPhone(): Promise<Phone> {
  const browser = await launchPhoneBrowser();
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  const page = await context.newPage();
  return {
    page,
    async prepare(url, amount) {
      await page.goto(url);
      await page.getByRole('radio', { name: amount }).check({ force: true });
      await page.getByRole('button', { name: 'Continue' }).tap();
      await page.getByRole('button', { name: 'Demo Bank' }).tap();
      await page.getByRole('button', { name: 'Log in' }).tap();
      await page.getByRole('button', { name: 'Continue' }).tap();
      await page.getByRole('button', { name: `Approve ${amount}` }).waitFor();
    },
    async approve(amount) {
      await page.getByRole('button', { name: `Approve ${amount}` }).tap();
    },
    close: () => browser.close(),
  };
}
