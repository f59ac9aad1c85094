/** The player's phone: a real Chromium the size of one, driven through the microsite by what a player can see. */
import { chromium, type Browser, type Page } from 'playwright';

export interface Phone {
  readonly page: Page;
  /** Opens a decoded url, picks amount and Demo Bank, and stops before the approval. */
  prepare(url: string, amount: string): Promise<void>;
  /** Presses the approve button. */
  approve(amount: string): Promise<void>;
  close(): Promise<void>;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openPhone(): Promise<Phone> {
  const browser: Browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: FLAGS,
  });
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
