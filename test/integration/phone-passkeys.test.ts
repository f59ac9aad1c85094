/**
 * Passkeys on the pay pages: in a real, mobile-sized browser whose phone has a virtual lock, and by requests that no browser
 * sends. One phone that has a passkey is shared by most of the tests, each at a machine of its own.
 */
import { generateKeyPairSync } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byName, PhoneSite } from '../support/bridge/phone-site.ts';
import { answerOf, PhoneLock, type MadePasskey } from '../support/bridge/virtual-passkey.ts';
import { visitLightbox } from '../support/sandbox/lightbox-visit.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

const OFFER = 'Next time with one touch on this phone';
const FIND = 'Paid here before? Use your passkey';
const MADE = 'This phone has its passkey.';
const NOT_CONFIRMED =
  'Not confirmed with your passkey. Nothing was taken. Try again, or log in at your bank.';

/** What a page may weigh, with its style and scripts. */
const MOST_BYTES = 60_000;

let site: PhoneSite;
let browser: Browser;
let asset: string;
/** The phone that has a passkey. */
let phone: Phone;
let lock: PhoneLock;
let payer: string;

class Phone {
  readonly page: Page;
  /** What the browser says of its own: of scripts that fail, and of what the policy keeps out. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of [45]/.test(message.text()))
        this.complaints.push(message.text());
    });
  }

  static async bought(javaScriptEnabled = true): Promise<Phone> {
    const viewport = { width: 360, height: 740 };
    const options = { viewport, isMobile: true, hasTouch: true, locale: 'en-US', javaScriptEnabled };
    return new Phone(await (await browser.newContext(options)).newPage());
  }

  async open(url = site.url): Promise<string> {
    const code = await site.anotherCode(asset, url);
    await this.page.goto(code);
    return code;
  }

  see = async (title: string | RegExp) => this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  reads = async (text: string) => this.page.getByText(text).filter({ visible: true }).waitFor();
  button = (name: string | RegExp): Locator => this.page.getByRole('button', { name, exact: true });
  tap = async (name: string | RegExp) => this.button(name).tap();
  account = (): Locator => this.page.getByRole('radio', { name: /^Demo Bank ••[0-9]{4}$/ });

  /** From the form that is open to the meter. */
  async payAtTheBank(userName = 'player'): Promise<void> {
    await this.tap('$20');
    await visitLightbox(this.page, { userName, passPhrase: 'demo' });
    await this.see('Added to the machine');
  }

  /** What is wrong with the page as it stands. */
  async wrongs(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const bytes = await this.page.evaluate(() =>
      performance
        .getEntries()
        .map((entry) => (entry as Partial<PerformanceResourceTiming>).decodedBodySize ?? 0)
        .reduce((sum, size) => sum + size, 0),
    );
    if (bytes === 0 || bytes > MOST_BYTES) this.complaints.push(`the page weighs ${bytes} bytes`);
    return [
      ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
      ...this.complaints,
    ];
  }

  /** What the page asks the phone's passkey. */
  async asked(form: string): Promise<{ challenge: string; rpId: string }> {
    const question = await this.page.locator(form).getAttribute('data-question');
    return JSON.parse(question ?? '') as { challenge: string; rpId: string };
  }

  /** What no browser sends. */
  async post(address: string, form: Record<string, string>): Promise<{ status: number; text: string }> {
    const headers = { origin: site.url };
    const answer = await this.page.request.post(address, { form, headers, maxRedirects: 0 });
    return { status: answer.status(), text: await answer.text() };
  }
}

async function machine(): Promise<void> {
  const made = await site.machine();
  made.kiosk.creditEverything();
  asset = made.asset;
}

async function passkeyOf(of: PhoneLock): Promise<MadePasskey> {
  const [made] = await of.passkeys();
  if (made === undefined) throw new Error('the phone has no passkey');
  return made;
}

beforeAll(async () => {
  [site, browser] = await Promise.all([PhoneSite.open(byName), launchPhoneBrowser()]);
  await machine();
  phone = await Phone.bought();
  lock = await PhoneLock.of(phone.page);
  await phone.open();
  await phone.payAtTheBank();
  payer = await site.payerOf(asset);
});
afterAll(async () => {
  await browser.close();
  expect(await site.close()).toEqual([]);
});
beforeEach(machine);

describe('a phone that has paid once', () => {
  it('gets a passkey with one touch, which the ledger knows by a digest, and the phone by no name [no-personal-data]', async () => {
    await phone.button(OFFER).waitFor();
    expect(await phone.wrongs()).toEqual([]);
    await phone.tap(OFFER);
    await phone.reads(MADE);
    expect(await phone.wrongs()).toEqual([]);
    const { id, userHandle } = await passkeyOf(lock);
    const kept = await site.sql(
      `SELECT credential, encode(sealed, 'hex') AS sealed FROM passkeys WHERE payer = $1`,
      [payer],
    );
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(Buffer.from(id, 'base64url').toString('hex'));
    expect(userHandle).toHaveLength(32);
    expect(userHandle.toString()).not.toContain(payer);
  });

  it('pays with one touch from then on, under a policy that lets in no script but ours', async () => {
    const answer = await phone.page.goto(await site.anotherCode(asset));
    expect((await answer?.allHeaders())?.['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    await phone.account().waitFor();
    expect(await phone.wrongs()).toEqual([]);
    await phone.tap('$50');
    await phone.see('Added to the machine');
    expect(await phone.page.locator('form[data-passkey=make]').count()).toBe(0);
    expect(await site.credited(asset)).toEqual([5_000]);
  });

  it('finds its account again when its cookie is gone, and is asked once for it', async () => {
    const { counter } = await passkeyOf(lock);
    await phone.page.context().clearCookies();
    await phone.open();
    expect(await phone.account().count()).toBe(0);
    expect(await phone.wrongs()).toEqual([]);
    await phone.tap(FIND);
    await phone.account().waitFor();
    await phone.tap('$50');
    await phone.see('Added to the machine');
    expect(await site.credited(asset)).toEqual([5_000]);
    expect((await passkeyOf(lock)).counter).toBe(counter + 1);
  });

  it('pays nothing when the player cancels, and may then try again, or go to the bank', async () => {
    await lock.opens(false);
    await phone.open();
    await phone.tap('$50');
    await phone.reads(NOT_CONFIRMED);
    expect(await phone.wrongs()).toEqual([]);
    expect(await site.captured()).toEqual([]);
    await lock.opens(true);
    await phone.tap('$50');
    await phone.see('Added to the machine');
    await lock.opens(false);
    await phone.open();
    await phone.page.getByRole('radio', { name: 'Another bank account' }).check();
    await phone.tap('$20');
    await phone.see('Choose your bank');
    await lock.opens(true);
    expect(await site.credited(asset)).toEqual([5_000]);
  });

  it('pays with one touch again after a payment that was declined', async () => {
    await site.trustly.behave({ captureEnds: 'SW052' });
    await phone.open();
    await phone.tap('$50');
    await phone.see('Not paid');
    await site.trustly.behave();
    await phone.tap(/^Add \$50.00 from Demo Bank/);
    await phone.see('Added to the machine');
    expect(await site.credited(asset)).toEqual([5_000]);
  });

  it('pays nothing by its cookie alone, with JavaScript off either', async () => {
    const without = await Phone.bought(false);
    await without.page.context().addCookies(await phone.page.context().cookies());
    await without.open();
    await without.tap('$50');
    await without.reads(NOT_CONFIRMED);
    expect(await site.captured()).toEqual([]);
  });
});

describe('a phone without a lock', () => {
  it('is offered nothing that it cannot do, and pays by its cookie with one tap', async () => {
    const plain = await Phone.bought();
    await plain.open();
    await plain.payAtTheBank();
    expect(await plain.page.locator('form[data-passkey=make]').count()).toBe(1);
    expect(await plain.button(OFFER).count()).toBe(0);
    await plain.open();
    await plain.tap('$50');
    await plain.see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000, 5_000]);
    // It is offered none later that would open the account of an earlier payment.
    await plain.open();
    await plain.page.getByRole('radio', { name: 'Another bank account' }).check();
    await plain.payAtTheBank('somebody');
    expect(await plain.page.locator('form[data-passkey=make]').count()).toBe(0);
  });
});

describe('an answer of a passkey', () => {
  let made: MadePasskey;
  let code: string;
  let form: Record<string, string>;
  let right: Parameters<typeof answerOf>[1];
  beforeEach(async () => {
    made = await passkeyOf(lock);
    const [kept] = await site.sql('SELECT counter::int FROM passkeys WHERE payer = $1', [payer]);
    right = { ...(await openForm()), counter: Number(kept?.['counter']) + 1 };
  });

  async function openForm(): Promise<Omit<typeof right, 'counter'>> {
    code = await phone.open();
    const ticket = (await phone.page.locator('form.pay input[name=ticket]').getAttribute('value')) ?? '';
    form = { ticket, from: (await phone.account().getAttribute('value')) ?? '', amount: '50.00', own: '' };
    return honest(await phone.asked('form.pay'));
  }
  const honest = (asked: { challenge: string; rpId: string }) => ({
    ...asked,
    origin: site.url,
    type: 'webauthn.get',
    isUserVerified: true,
  });

  it('that is forged, or was given for something else, pays nothing [checked-at-the-door]', async () => {
    const of = (changes: Partial<typeof right>) => answerOf(made, { ...right, ...changes });
    const parts = JSON.parse(of({})) as Record<string, string>;
    const changed = (part: string, value: string) => JSON.stringify({ ...parts, [part]: value });
    const another = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const privateKey = another.export({ format: 'der', type: 'pkcs8' });
    const wrong: Readonly<Record<string, string>> = {
      'no answer': '',
      'no JSON': 'passkey',
      'of another page': of({ origin: 'https://elsewhere.example' }),
      'of another domain': of({ rpId: 'elsewhere.example' }),
      'without finger, face or code': of({ isUserVerified: false }),
      'that makes one': of({ type: 'webauthn.create' }),
      'with a counter that was used': of({ counter: right.counter - 1 }),
      'to a made-up question': of({ challenge: 'A'.repeat(60) }),
      'by another key': answerOf({ ...made, privateKey }, right),
      'of another user': changed('userHandle', 'AAAA'),
      'of a passkey that nobody knows': changed('id', 'AAAA'),
      'with more in it': changed('more', 'x'),
    };
    const said: Record<string, number> = {};
    for (const [how, passkey] of Object.entries(wrong))
      said[how] = (await phone.post(code, { ...form, passkey })).status;
    expect(said).toEqual(Object.fromEntries(Object.keys(wrong).map((how) => [how, 403])));
    const [first, sent] = [code, form];
    const atNextCode = await openForm();
    expect((await phone.post(first, { ...sent, passkey: of(atNextCode) })).status).toBe(403);
    expect(await site.captured()).toEqual([]);
    expect((await phone.post(first, { ...sent, passkey: of({}) })).status).toBe(303);
  });

  it('that is right pays once, however often it is sent [exactly-once]', async () => {
    const passkey = answerOf(made, right);
    const said = await Promise.all([1, 2, 3].map(() => phone.post(code, { ...form, passkey })));
    expect(said.map(({ status }) => status)).toEqual([303, 303, 303]);
    await phone.page.goto(code);
    await phone.see('Added to the machine');
    await openForm();
    expect((await phone.post(code, { ...form, passkey })).status).toBe(403);
    expect(await site.credited(asset)).toEqual([5_000]);
  });

  it('makes no other phone that of whoever gave it', async () => {
    const victim = await Phone.bought();
    const theirs = await victim.open();
    const ticket = (await victim.page.locator('form.passkey input[name=ticket]').getAttribute('value')) ?? '';
    const attacker = await Phone.bought();
    await attacker.page.goto(theirs);
    const question = honest(await attacker.asked('form.passkey'));
    const passkey = answerOf(made, { ...right, ...question });
    expect((await victim.post(`${theirs}/passkey`, { ticket, passkey })).status).toBe(403);
    await victim.page.goto(theirs);
    expect(await victim.account().count()).toBe(0);
  });
});

describe('where the casino lets no cookie open an account', () => {
  it('a phone logs in at its bank until it has a passkey, and what it had before is then forgotten', async () => {
    const only = await site.another({ BRIDGE_PUBLIC_PASSKEYS: 'only' });
    const strict = await Phone.bought();
    await PhoneLock.of(strict.page);
    await strict.open(only);
    await strict.payAtTheBank();
    await strict.open(only);
    expect(await strict.page.getByRole('radio').count()).toBe(0);
    await strict.page.getByRole('link', { name: /^Forget Demo Bank/ }).waitFor();
    expect(await strict.wrongs()).toEqual([]);
    await strict.payAtTheBank('somebody');
    await strict.tap(OFFER);
    await strict.reads(MADE);
    await strict.open(only);
    expect(await strict.account().count()).toBe(1);
    await strict.tap('$50');
    await strict.see('Added to the machine');
    expect(await site.credited(asset)).toEqual([2_000, 2_000, 5_000]);
  });
});

it('an account that is forgotten takes its passkey with it, on the phone too, for good', async () => {
  const made = await passkeyOf(lock);
  await phone.open();
  await phone.page.getByRole('link', { name: /^Forget Demo Bank/ }).tap();
  await phone.tap('Forget this account');
  await phone.see('Forgotten');
  expect(await site.sql('SELECT 1 FROM passkeys WHERE payer = $1', [payer])).toEqual([]);
  await expect.poll(async () => lock.passkeys()).toEqual([]);
  expect(await phone.wrongs()).toEqual([]);
  const code = await phone.open();
  const ticket = (await phone.page.locator('form.passkey input[name=ticket]').getAttribute('value')) ?? '';
  const passkey = answerOf(made, {
    ...(await phone.asked('form.passkey')),
    origin: site.url,
    type: 'webauthn.get',
    isUserVerified: true,
    counter: made.counter + 9,
  });
  const said = await phone.post(`${code}/passkey`, { ticket, passkey });
  expect([said.status, said.text]).toEqual([
    403,
    expect.stringContaining('This passkey opens no account any more.'),
  ]);
});
