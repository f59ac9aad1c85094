/**
 * How payments on a phone end otherwise than on the meter: a sample of the tables of Trustly's document (`npm run matrix:phone` has
 * every row), and what happens at the property itself. Phone, glass, ledger and meter say the same.
 */
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAILURES } from '../phone/failures.ts';
import { PASS_PHRASES } from '../phone/pass-phrases.ts';
import { failureRow, passPhraseRow } from '../phone/rows.ts';
import { PhoneVisit } from '../phone/visit.ts';
import { PhoneSite } from '../support/bridge/phone-site.ts';
import { launchPhoneBrowser } from '../support/sandbox/microsite-visit.ts';

let site: PhoneSite;
let browser: Browser;
const phones = () => ({ site, browser, seen: () => undefined });

beforeAll(async () => {
  [site, browser] = await Promise.all([PhoneSite.open(), launchPhoneBrowser()]);
});
afterAll(async () => {
  await browser.close();
  expect(await site.close()).toEqual([]);
});

describe('of the pass phrases', () => {
  const sample = ['OnlyPartials'];
  it.each(PASS_PHRASES.filter(({ phrase }) => sample.includes(phrase)))(
    '$phrase ends as documented: $useCase',
    async (row) => {
      const { seen, expected } = await passPhraseRow(row, phones());
      expect(seen).toEqual(expected);
    },
  );
});

describe('of the failures', () => {
  it.each(FAILURES.filter(({ end }) => end === 'ADVERSE'))(
    '$providerStatus ends as documented: $description',
    async (row) => {
      const { seen, expected } = await failureRow(row, 'event', phones());
      expect(seen).toEqual(expected);
    },
  );
});

describe('a payment', () => {
  const LOGIN = { passPhrase: 'Balance5000' };
  let visit: PhoneVisit;
  beforeEach(async () => {
    await site.trustly.behave();
    visit = await PhoneVisit.begin(site, browser);
  });
  afterEach(async () => {
    await site.trustly.behave();
    await visit.end();
  });

  const GOES_BACK = {
    phone: 'Your money goes back',
    says: ['The machine did not take it. It goes back to your bank account.', '$20.00'],
    offers: [],
    accounts: 'on file',
    meter: 0,
  };

  it('that nobody went on with for ten minutes is over, and the page says so', async () => {
    await site.trustly.behave({ captureEnds: 'SW052' });
    await visit.pay(LOGIN);
    await visit.atRest('Not paid');
    await site.age(visit.asset, '11 minutes');
    await visit.page.reload();
    expect(await visit.atRest('Time is up')).toEqual({
      phone: 'Time is up',
      says: ['Nothing was taken. Scan the code on the machine again.'],
      offers: [],
      glass: [],
      payment: ['not taken'],
      accounts: 'on file',
      books: [],
      meter: 0,
    });
  });

  it('that the bank makes too late for the machine goes back, and phone and glass say so [money-has-a-home]', async () => {
    await site.trustly.behave({ heldAt: 'Processed' });
    await visit.pay(LOGIN);
    await visit.isHeld();
    await site.age(visit.asset, '3 minutes');
    await site.trustly.behave();
    await visit.isRefunded();
    expect(await visit.atRest('Your money goes back')).toEqual({
      ...GOES_BACK,
      glass: ['declined EXPIRED'],
      payment: ['COMPLETED', 'refund DONE'],
      books: ['capture $20.00', 'refund $20.00'],
    });
  });

  it('beyond the daily limit of the account is not taken, and the page says until when [atomic-limits]', async () => {
    await visit.pay(LOGIN, 970);
    await visit.atRest('Added to the machine');
    await visit.choose(50);
    expect(await visit.atRest('Not paid')).toMatchObject({
      says: [
        'The daily limit of this account is reached. Nothing was taken. Choose a smaller amount or come back tomorrow.',
        'For another amount, scan the next code on the machine. It comes by itself.',
      ],
      glass: ['order $970.00'],
      payment: ['COMPLETED', 'not taken', 'credit CREDITED'],
      books: ['capture $970.00', 'credit $970.00'],
      meter: 97_000,
    });
    expect(await site.completed(visit.asset)).toEqual(['970.00']);
  });

  it('that the machine refuses and that the rail does not refund is given back by a person, who is told [where-the-money-is]', async () => {
    await visit.end();
    visit = await PhoneVisit.begin(site, browser, true);
    await visit.pay(LOGIN);
    await visit.hasOrder();
    await site.trustly.behave({ api: 'refused', refusedWith: 200 });
    await visit.machineRefuses();
    expect(await visit.atRest('Please ask an attendant')).toEqual({
      phone: 'Please ask an attendant',
      says: ['The machine did not take your money. An attendant will give it back to you.', '$20.00'],
      offers: [],
      glass: ['order $20.00'],
      payment: ['COMPLETED', 'credit FAILED', 'refund REFUSED'],
      accounts: 'on file',
      books: ['capture $20.00'],
      meter: 0,
    });
  });

  it('whose machine goes away after the money was taken goes back, and phone and glass say so [money-has-a-home]', async () => {
    await site.trustly.behave({ heldAt: 'Processed' });
    await visit.pay(LOGIN);
    await visit.isHeld();
    await visit.machineGoesAway();
    await site.trustly.behave();
    await visit.isRefunded();
    await visit.machineComesBack();
    expect(await visit.atRest('Your money goes back')).toEqual({
      ...GOES_BACK,
      glass: ['declined MACHINE_NOT_READY'],
      payment: ['COMPLETED', 'refund DONE'],
      books: ['capture $20.00', 'refund $20.00'],
    });
  });
});
