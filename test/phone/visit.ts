/** One player at one machine: pays by the code on the glass, and what phone, glass, ledger and meter say of it. */
import type { Browser, BrowserContext, Page } from 'playwright';
import { expect } from 'vitest';
import { TestCabinet } from '../support/bridge/test-cabinet.ts';
import type { TestKiosk } from '../support/bridge/test-kiosk.ts';
import type { PhoneSite } from '../support/bridge/phone-site.ts';
import {
  leaveLightbox,
  logInAgain,
  visitLightbox,
  type LightboxSeen,
  type LightboxVisit,
} from '../support/sandbox/lightbox-visit.ts';
import { waitFor } from '../support/wait.ts';
import type { Ending } from './ends.ts';
import { paymentSeen } from './payment-seen.ts';

/** A usual phone, in CSS pixels. */
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'en-US' };
/** What the glass has nothing to say of. */
const SILENT = new Set([
  'welcome',
  'memory.compared',
  'code.issued',
  'code.replace',
  'transfer.acknowledged',
]);

let players = 0;

export class PhoneVisit {
  readonly page: Page;
  readonly asset: string;
  readonly #cabinet: TestCabinet;
  /** The one that is linked is the last. */
  readonly #kiosks: TestKiosk[];
  readonly #context: BrowserContext;
  readonly #site: PhoneSite;
  readonly #login: { userName: string };

  private constructor(
    site: PhoneSite,
    context: BrowserContext,
    page: Page,
    machine: { asset: string; kiosk: TestKiosk },
    cabinet: TestCabinet,
  ) {
    this.#site = site;
    this.#context = context;
    this.page = page;
    this.asset = machine.asset;
    this.#kiosks = [machine.kiosk];
    this.#cabinet = cabinet;
    // Of a day's limit of an account nobody else may have used a part.
    this.#login = { userName: `player-${process.pid}-${++players}` };
  }

  /** @param waits the machine says nothing to an order before the test does. */
  static async begin(site: PhoneSite, browser: Browser, waits = false): Promise<PhoneVisit> {
    const machine = await site.machine();
    const cabinet = new TestCabinet();
    if (!waits) machine.kiosk.playAgainst(cabinet);
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    return new PhoneVisit(site, context, page, machine, cabinet);
  }

  /** Scans the code, chooses the amount, and goes through the bank. A player whom the bank does not let in leaves it. */
  async pay(
    login: Omit<LightboxVisit, 'userName'> & { userName?: string },
    dollars = 20,
  ): Promise<LightboxSeen> {
    const { page } = this;
    await this.choose(dollars);
    const seen = await visitLightbox(page, { ...this.#login, ...login });
    if (seen.refused !== null) await leaveLightbox(page);
    await page.waitForURL(seen.refused === null ? /from=bank$/ : /from=cancelled$/);
    return seen;
  }

  /** Scans the code and chooses an amount: with an account on file this pays. */
  async choose(dollars: number): Promise<void> {
    const { page } = this;
    await page.goto(await this.#site.code(this.#kiosk));
    const offered = page.getByRole('button', { name: `$${dollars}`, exact: true });
    if ((await offered.count()) > 0) await offered.tap();
    else {
      await page.getByRole('textbox', { name: 'Other amount' }).fill(String(dollars));
      await page.getByRole('button', { name: 'Add this amount', exact: true }).tap();
    }
  }

  /** Another way to pay what was not paid. */
  async goOn(next: 'log in again' | 'another account' | 'try again'): Promise<void> {
    const { page } = this;
    if (next === 'try again') return page.getByRole('button', { name: /^Add \$/ }).tap();
    const button = next === 'log in again' ? 'Log in at your bank' : 'Choose your bank';
    await page.getByRole('button', { name: button, exact: true }).tap();
    const login = { ...this.#login, passPhrase: 'demo' };
    if (next === 'log in again') return logInAgain(page, login);
    await visitLightbox(page, { ...login, userName: `${login.userName}-another` });
  }

  /** What is seen when the phone has come to rest at a page with this heading. */
  async atRest(heading: string): Promise<Ending> {
    const { page, asset } = this;
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
    const shown = page.locator('main > p, main > div:not(#bank) p');
    const offers = await page.locator('main button').allTextContents();
    return {
      phone: (await page.locator('h1').textContent()) ?? '',
      says: (await shown.allTextContents()).map((text) => text.trim()),
      offers: offers.map((text) => text.trim().replace(/••[0-9]{4}/, '••####')),
      glass: this.#told(),
      ...(await paymentSeen(this.#site, asset)),
      meter: this.#cabinet.creditedMinor,
    };
  }

  /** Trustly has begun to take the money, and is held there. */
  async isHeld(): Promise<void> {
    await expect.poll(async () => (await paymentSeen(this.#site, this.asset)).payment).toContain('PROCESSED');
  }

  async isRefunded(): Promise<void> {
    await expect
      .poll(async () => (await paymentSeen(this.#site, this.asset)).payment)
      .toContain('refund DONE');
  }

  /** The machine answers the order that it has, and could not take it. */
  async machineRefuses(): Promise<void> {
    const kiosk = this.#kiosk;
    const order = await waitFor('an order', () =>
      kiosk.received.find((message) => message.type === 'transfer.order'),
    );
    const result = { outcome: 'refused', reason: 'NOT_PLAYABLE' } as const;
    kiosk.send({ type: 'transfer.result', transferId: order.transferId, result });
  }

  async hasOrder(): Promise<void> {
    const kiosk = this.#kiosk;
    await waitFor('an order', () => kiosk.received.some(({ type }) => type === 'transfer.order'));
  }

  async machineGoesAway(): Promise<void> {
    await this.#site.unlink(this.asset, this.#kiosk);
  }

  async machineComesBack(): Promise<void> {
    const kiosk = await this.#site.linkAgain(this.asset);
    this.#kiosks.push(kiosk.playAgainst(this.#cabinet));
  }

  get #kiosk(): TestKiosk {
    const kiosk = this.#kiosks.at(-1);
    if (!kiosk) throw new Error('no kiosk');
    return kiosk;
  }

  #told(): string[] {
    return this.#kiosks
      .flatMap(({ received }) => received)
      .filter(({ type }) => !SILENT.has(type))
      .map((message) => {
        if (message.type === 'transfer.order') return `order ${dollarsOf(message.amount.minor)}`;
        if (message.type === 'funding.declined') return `declined ${message.reason}`;
        return message.type;
      });
  }

  async end(): Promise<void> {
    await this.#context.close();
    this.#kiosk.drop();
  }
}

export function dollarsOf(minor: number): string {
  return `$${(minor / 100).toFixed(2)}`;
}
