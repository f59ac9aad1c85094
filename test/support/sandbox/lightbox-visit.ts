/** A player in the Lightbox on a merchant's page: goes through it by what is read there, and tells what it was. */
import type { FrameLocator, Page } from 'playwright';

export interface LightboxVisit {
  readonly userName: string;
  readonly passPhrase: string;
  /** Which of the accounts, from 0. */
  readonly account?: number;
  /** To whatever the bank asks. */
  readonly answer?: string;
}

export interface LightboxSeen {
  /** What came after the login, such as `account of 2`. */
  readonly pages: readonly string[];
  /** Why the bank lets nobody in; null: it has. */
  readonly refused: string | null;
}

/** The slowest bank thinks for a minute. */
const LONGEST_MS = 90_000;
const READ = 'data-read';

export function lightboxOf(page: Page): FrameLocator {
  return page.frameLocator('iframe[title="Trustly"]');
}

/** From the list of banks to the account that the player uses, or to where the bank refuses. */
export async function visitLightbox(page: Page, visit: LightboxVisit): Promise<LightboxSeen> {
  const box = lightboxOf(page);
  await press(box, 'Demo Bank');
  await box.getByRole('textbox', { name: 'User name' }).fill(visit.userName);
  await box.getByRole('textbox', { name: 'Pass phrase' }).fill(visit.passPhrase);
  await press(box, 'Log in');
  const pages: string[] = [];
  for (;;) {
    const heading = (await box.locator('h1').textContent()) ?? '';
    const alert = (await box.getByRole('alert').allTextContents()).join(' ').trim();
    if (heading.startsWith('Log in to')) return { pages, refused: alert };
    const said = alert === '' ? '' : `: ${alert}`;
    if (heading === 'Use this account?') {
      pages.push(`confirm${said}`);
      await box.getByRole('button', { name: 'Use this account', exact: true }).tap();
      return { pages, refused: null };
    }
    if (heading === 'Pay from which account?') {
      const accounts = box.getByRole('radio');
      pages.push(`account of ${await accounts.count()}${said}`);
      await accounts.nth(visit.account ?? 0).check();
    } else if (heading === 'Account details') {
      pages.push(`details${said}`);
      await tellDetails(box);
    } else {
      pages.push(`question${said}`);
      await answerAll(box, visit.answer ?? 'Rex');
    }
    await press(box, 'Continue');
  }
}

/** The login anew at the bank of an account that is on file: there is nothing to choose. */
export async function logInAgain(page: Page, { userName, passPhrase }: LightboxVisit): Promise<void> {
  const box = lightboxOf(page);
  await box.getByRole('textbox', { name: 'User name' }).fill(userName);
  await box.getByRole('textbox', { name: 'Pass phrase' }).fill(passPhrase);
  await box.getByRole('button', { name: 'Log in', exact: true }).tap();
}

export async function leaveLightbox(page: Page): Promise<void> {
  await lightboxOf(page).getByRole('button', { name: 'Cancel payment', exact: true }).tap();
}

/** The next page may look like this one: so this one is marked as read. */
async function press(box: FrameLocator, name: string): Promise<void> {
  const button = box.getByRole('button', { name, exact: true });
  await button.waitFor();
  await box.locator('html').evaluate((html, mark) => html.setAttribute(mark, 'yes'), READ);
  await button.tap();
  await box.locator(`html:not([${READ}]) h1`).waitFor({ timeout: LONGEST_MS });
}

/** The Demo Bank says on its page what the player would know. */
async function tellDetails(box: FrameLocator): Promise<void> {
  const number = box.getByRole('textbox', { name: 'Whole account number' });
  if ((await number.count()) === 0) return;
  const [, whole = ''] =
    /whole number is ([0-9]+)/.exec((await box.locator('.lead').textContent()) ?? '') ?? [];
  await number.fill(whole);
}

async function answerAll(box: FrameLocator, answer: string): Promise<void> {
  for (const field of await box.locator('form.card input').all()) {
    const type = await field.getAttribute('type');
    if (type === 'checkbox') await field.check();
    else if (type === 'date') await field.fill('1990-01-31');
    else if (type !== 'radio') await field.fill(answer);
  }
}
