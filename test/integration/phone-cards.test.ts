/**
 * The account of one phone on another one, by the card of a player who has confirmed that on the first: in real, mobile-sized
 * browsers. The pages where it is switched on are of another process than the one with the machines' links.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byName, PhoneSite } from '../support/bridge/phone-site.ts';
import { PhoneLock } from '../support/bridge/virtual-passkey.ts';
import { logInAgain, visitLightbox } from '../support/sandbox/lightbox-visit.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

const OFFER = 'Find this account with my card on another phone too';
const MADE = "Your player's card finds this account on another phone now.";
const GONE =
  "This player's card is not in the machine any more, or does not open this account. Nothing was taken.";
const END = 'Not by my card any more';
const NOT_CONFIRMED =
  'Not confirmed with your passkey. Nothing was taken. Try again, or log in at your bank.';
const PASSKEY = 'Next time with one touch on this phone';
const PLAYER = 'P-VERY-PERSONAL';

let site: PhoneSite;
let browser: Browser;
/** The pages of a process at which it is switched on. */
let on: string;
const lines: string[] = [];
let asset: string;
/** The phone on which PLAYER has confirmed it. */
let first: Phone;
let payer: string;

class Phone {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(15_000);
  }

  static async bought(): Promise<Phone> {
    const viewport = { width: 360, height: 740 };
    const options = { viewport, isMobile: true, hasTouch: true, locale: 'en-US' };
    return new Phone(await (await browser.newContext(options)).newPage());
  }

  /** At the machine of this test. */
  open = async (url = on) => this.page.goto(await site.anotherCode(asset, url));
  see = async (title: string) => this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  reads = async (text: string) => this.page.getByText(text).filter({ visible: true }).waitFor();
  button = (name: string | RegExp) => this.page.getByRole('button', { name, exact: true });
  tap = async (name: string | RegExp) => this.button(name).tap();
  byCard = () => this.page.getByRole('radio', { name: /^Demo Bank ••[0-9]{4}, by your player's card$/ });

  async payAtTheBank(userName: string): Promise<void> {
    await this.tap('$20');
    await visitLightbox(this.page, { userName, passPhrase: 'demo' });
    await this.see('Added to the machine');
  }

  /** It pays for the first time, and the player who is carded in confirms that the card finds the account. */
  async confirm(userName: string): Promise<void> {
    await this.open();
    const another = this.page.getByRole('radio', { name: 'Another bank account' });
    if ((await another.count()) > 0) await another.check();
    await this.payAtTheBank(userName);
    await this.tap(OFFER);
    await this.reads(MADE);
  }

  /** What a page with a form offers that was opened at this machine just now. */
  async offers(url = on): Promise<number> {
    await this.open(url);
    await this.see('Add money');
    return this.byCard().count();
  }

  async faults(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }
}

/** A machine of its own for a test. */
async function machine(): Promise<void> {
  const made = await site.machine();
  made.kiosk.creditEverything();
  asset = made.asset;
}

async function cards(): Promise<string> {
  return JSON.stringify(await site.sql('SELECT * FROM cards ORDER BY payer'));
}

beforeAll(async () => {
  [site, browser] = await Promise.all([PhoneSite.open(byName), launchPhoneBrowser()]);
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  on = await site.another({ BRIDGE_PUBLIC_CARDED: 'yes' }, log);
  await machine();
});
afterAll(async () => {
  await browser.close();
  expect(await site.close()).toEqual([]);
});

describe('a player with a card', () => {
  it('is offered nothing by default, and where the casino has switched it on confirms it on the first phone', async () => {
    first = await Phone.bought();
    await site.card(asset, PLAYER);
    await first.open(site.url);
    await first.payAtTheBank('player');
    payer = await site.payerOf(asset);
    expect(await first.button(OFFER).count()).toBe(0);
    const payment = first.page.url().replace(site.url, on);
    await site.card(asset, null);
    await first.page.goto(payment);
    expect(await first.button(OFFER).count()).toBe(0);
    await site.card(asset, PLAYER);
    await first.page.goto(payment);
    await first.button(OFFER).waitFor();
    expect(await first.faults()).toEqual([]);
    // Another player, between page and tap.
    await site.card(asset, 'P-2');
    await first.tap(OFFER);
    await first.reads(GONE);
    expect(await cards()).toBe('[]');
    await site.card(asset, PLAYER);
    await first.page.goto(payment);
    await first.tap(OFFER);
    await first.reads(MADE);
    expect(await cards()).toContain(payer);
  });

  describe('on another phone', () => {
    let other: Phone;
    beforeEach(async () => {
      await machine();
      other = await Phone.bought();
    });

    it('pays by one tap, and nothing of it stays there when the card is gone', async () => {
      await site.card(asset, PLAYER);
      expect(await other.offers()).toBe(1);
      expect(await other.faults()).toEqual([]);
      await other.tap('$50');
      await other.see('Added to the machine');
      expect(await other.button(OFFER).count()).toBe(0);
      expect(await site.credited(asset)).toEqual([5_000]);
      expect(await other.offers(site.url)).toBe(0);
      await site.card(asset, null);
      expect(await other.offers()).toBe(0);
      expect(await other.page.getByRole('link', { name: /^Forget/ }).count()).toBe(0);
    });

    it.each([
      ['no card', null],
      ['the card of another player', 'P-2'],
    ])('has nothing with %s, also where it came between page and tap', async (_what, playerId) => {
      await site.card(asset, playerId);
      expect(await other.offers()).toBe(0);
      await site.card(asset, PLAYER);
      expect(await other.offers()).toBe(1);
      await site.card(asset, playerId);
      await other.tap('$50');
      await other.reads(GONE);
      expect(await site.captured()).toEqual([]);
    });

    it('is looked at again when a payment that was declined is tried once more', async () => {
      await site.trustly.behave({ captureEnds: 'SW052' });
      await site.card(asset, PLAYER);
      await other.open();
      await other.tap('$50');
      await other.see('Not paid');
      await site.trustly.behave();
      await site.card(asset, null);
      await other.tap(/^Add \$50.00 from Demo Bank .*, by your player's card$/);
      await other.reads(GONE);
      expect((await site.captured()).map(({ status }) => status)).not.toContain('Completed');
      await site.card(asset, PLAYER);
      await other.page.reload();
      await other.tap(/^Add \$50.00 from Demo Bank .*, by your player's card$/);
      await other.see('Added to the machine');
      expect(await site.credited(asset)).toEqual([5_000]);
    });

    it('pays nothing while the player who is carded in is on an exclusion list, at no bank either [excluded-stays-out]', async () => {
      await site.card(asset, 'P-EXCLUDED');
      await other.open();
      await site.exclude({ kind: 'player', id: 'P-EXCLUDED' });
      await other.tap('$50');
      await other.see('Not possible here');
      expect(await other.faults()).toEqual([]);
      expect(await site.sql('SELECT 1 FROM page_payments WHERE asset = $1', [asset])).toEqual([]);
    });

    it('logs in at the bank again on its own phone when the account asks for that, and the payment is completed, once', async () => {
      await site.trustly.behave({ captureEnds: 'SW057' });
      await site.card(asset, PLAYER);
      await other.open();
      await other.tap('$50');
      await other.see('Log in at your bank again');
      await site.trustly.behave();
      // The login on another phone puts nothing on file there.
      await other.tap('Log in at your bank');
      await logInAgain(other.page, { userName: 'player', passPhrase: 'demo' });
      await other.see('Added to the machine');
      expect(await site.credited(asset)).toEqual([5_000]);
      await site.card(asset, null);
      await other.open();
      await other.see('Add money');
      expect(await other.page.getByRole('radio', { name: /Demo Bank/ }).count()).toBe(0);
    });

    it('is in the clear in no table and no log, and a row that the bridge has not made opens nothing [no-personal-data]', async () => {
      await site.card(asset, PLAYER);
      await other.open();
      const names = await site.sql(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
      for (const { name } of names)
        expect(JSON.stringify(await site.sql(`SELECT to_jsonb(t) FROM "${String(name)}" t`))).not.toContain(
          PLAYER,
        );
      expect(lines.join('')).toContain('listening');
      expect(lines.join('')).not.toContain(PLAYER);
      const [kept] = await site.sql('DELETE FROM cards RETURNING player, proof');
      const forged = `INSERT INTO cards (player, payer, proof) VALUES ($1, $2, $3)`;
      await site.sql(forged, [kept?.['player'], payer, 'a'.repeat(64)]);
      expect(await other.offers()).toBe(0);
      await site.sql('DELETE FROM cards');
      await site.sql(forged, [kept?.['player'], payer, kept?.['proof']]);
      expect(await other.offers()).toBe(1);
    });

    it('has the accounts of the phone that confirmed last, until its last account is forgotten', async () => {
      await site.card(asset, PLAYER);
      const newest = await Phone.bought();
      await newest.confirm('player-2');
      expect(await cards()).not.toContain(payer);
      expect(await site.sql('SELECT 1 FROM cards')).toHaveLength(1);
      expect(await other.offers()).toBe(1);
      await newest.open();
      await newest.page.getByRole('link', { name: /^Forget Demo Bank/ }).tap();
      await newest.tap('Forget this account');
      await newest.see('Forgotten');
      expect(await cards()).toBe('[]');
      await other.tap('$50');
      await other.reads(GONE);
      expect(await other.offers()).toBe(0);
    });

    it('needs the passkey of the first phone to confirm it, the card in its place to pay, and nothing to take it back', async () => {
      await site.card(asset, PLAYER);
      const locked = await Phone.bought();
      const lock = await PhoneLock.of(locked.page);
      await locked.open();
      await locked.payAtTheBank('player-3');
      await locked.tap(PASSKEY);
      // Until then the offer that was there before is on the page, which asks for none.
      await locked.reads('This phone has its passkey. Next time one touch pays.');
      const payment = locked.page.url().replace(/\?.*/, '');
      const ticket = (await locked.page.locator('form.card input[name=ticket]').getAttribute('value')) ?? '';
      const answer = await locked.page.request.post(`${payment}/card`, {
        form: { ticket },
        headers: { origin: on },
        maxRedirects: 0,
      });
      expect(answer.headers()['location']).toContain('from=not-confirmed');
      await lock.opens(false);
      await locked.tap(OFFER);
      await locked.reads(NOT_CONFIRMED);
      expect(await cards()).toBe('[]');
      await lock.opens(true);
      await locked.tap(OFFER);
      await locked.reads(MADE);
      expect(await other.offers()).toBe(1);
      await other.tap('$50');
      await other.see('Added to the machine');
      expect(await other.offers()).toBe(1);
      await lock.opens(false);
      await locked.open();
      expect(await locked.byCard().count()).toBe(0);
      expect(await locked.faults()).toEqual([]);
      await locked.tap(END);
      await locked.see('Not by your card any more');
      expect(await cards()).toBe('[]');
      await other.tap('$50');
      await other.reads(GONE);
      expect(await other.offers()).toBe(0);
      expect(await site.credited(asset)).toEqual([2_000, 5_000]);
    });
  });
});
