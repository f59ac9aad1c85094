import { expect, it } from 'vitest';
import type { PageAccount, PayState } from '../rails/pay-page.ts';
import { LANGUAGES } from './languages.ts';
import { documentOf } from './parts.ts';
import { refreshAfterS, statePage, type PaymentOnPage } from './state-page.ts';

const WORDS = { en: 'No.', es: 'No.', fil: 'Hindi.', vi: 'Không.', 'zh-Hans': '不。' };
const usd = (minor: number) => ({ minor, currency: 'USD' });
const ACCOUNT: PageAccount = { accountId: 'account-0123456789', bankName: 'Bank <b>', lastFour: '3254' };
const LOGIN = {
  kind: 'script',
  script: 'https://trustly.example/trustly.js',
  data: { amount: '0.00', note: `"'<>&` },
} as const;

function shown(state: PayState, changes: Partial<PaymentOnPage> = {}): PaymentOnPage {
  return {
    payment: { fundingId: 'of-1', asset: 'EGM-1', amount: usd(2_000), payer: 'payer-0123456789abcdef' },
    state,
    isBackFromBank: false,
    isFirstLook: true,
    login: null,
    accounts: [],
    question: null,
    offer: null,
    hasNewPasskey: false,
    refused: null,
    byCard: [],
    card: null,
    hasNewCard: false,
    accountsAt: '/EGM-1/token/accounts',
    path: '/EGM-1/token/payment',
    ticket: 'ticket',
    ...changes,
  };
}
const drawn = (page: PaymentOnPage) => documentOf(statePage('en', page), 'en', null);

/** Each state that a rail may tell, and what the player reads first, while nothing leads to a bank. */
const STATES: readonly (readonly [PayState, title: string, refreshS: number | null])[] = [
  [{ kind: 'choose-bank', attempt: 1 }, 'Choose your bank', 3],
  [{ kind: 'waiting-for-bank', attempt: 1 }, 'Choose your bank', 3],
  [{ kind: 'waiting-for-code' }, 'Your bank sends a code', null],
  [{ kind: 'capturing' }, 'Paying', 1],
  [{ kind: 'on-its-way' }, 'On its way', 1],
  [{ kind: 'being-added' }, 'Paid', 1],
  [{ kind: 'added', credited: usd(2_000) }, 'Added to the machine', null],
  [{ kind: 'added-in-part', credited: usd(1_500), by: 'bank' }, 'Added in part', 10],
  [{ kind: 'added-in-part', credited: usd(1_500), by: 'attendant' }, 'Please ask an attendant', null],
  [{ kind: 'unconfirmed' }, 'Please wait at the machine', 10],
  [{ kind: 'going-back', by: 'bank' }, 'Your money goes back', 10],
  [{ kind: 'going-back', by: 'attendant' }, 'Please ask an attendant', 10],
  [{ kind: 'declined', words: WORDS, mayTryAgain: false, attempt: 2 }, 'Not paid', 3],
  [{ kind: 'refresh-needed' }, 'Log in at your bank again', null],
  [{ kind: 'adverse-action', text: ['First.', 'Second.'], attempt: 2 }, 'Not paid', null],
  [{ kind: 'not-taken-here', words: WORDS }, 'Not paid', null],
  [{ kind: 'too-late' }, 'Time is up', null],
];

it.each(STATES)('a payment that is %j is told of with words', (state, title, refreshS) => {
  const page = shown(state);
  expect(statePage('en', page).title).toBe(title);
  expect(refreshAfterS(page)).toBe(refreshS);
  for (const language of LANGUAGES)
    expect(documentOf(statePage(language, page), language, null)).not.toMatch(/undefined|\[object/);
});

it('the amount that is shown is the one that the machine confirmed [confirmed-only]', () => {
  expect(drawn(shown({ kind: 'added-in-part', credited: usd(1_500), by: 'bank' }))).toContain('$15.00');
  expect(drawn(shown({ kind: 'added-in-part', credited: usd(1_500), by: 'bank' }))).not.toContain('$20.00');
});

it('a bank with a page of its own is a link, and no script is on the page', () => {
  const login = { kind: 'page', url: 'https://checkout.example/c?a=1&b=2', isNew: true } as const;
  const page = drawn(shown({ kind: 'choose-bank', attempt: 1 }, { login }));
  expect(page).toContain('href="https://checkout.example/c?a=1&#38;b=2"');
  expect(page).not.toContain('<script');
});

it('a bank that nothing leads to now is said so, and asked for again', () => {
  const page = shown({ kind: 'choose-bank', attempt: 1 }, { login: null });
  expect(refreshAfterS(page)).toBe(3);
  expect(drawn(page)).toContain('could not be loaded');
  const open = shown({ kind: 'choose-bank', attempt: 1 }, { login: LOGIN });
  expect(refreshAfterS(open)).toBeNull();
});

it('a page on which the player does something is not taken away, and one that waits for the bank is', () => {
  const waiting = { kind: 'waiting-for-bank', attempt: 1 } as const;
  expect(refreshAfterS(shown(waiting, { login: LOGIN }))).toBeNull();
  expect(refreshAfterS(shown(waiting, { login: LOGIN, isBackFromBank: true }))).toBe(1);
  expect(drawn(shown(waiting, { login: LOGIN, isBackFromBank: true }))).not.toContain('<script');
});

it('the page of banks opens by itself once, and never for a payment that was declined', () => {
  const opens = (page: PaymentOnPage) => /data-opens="(yes|no)"/.exec(drawn(page))?.[1];
  const choose = { kind: 'choose-bank', attempt: 1 } as const;
  expect(opens(shown(choose, { login: LOGIN }))).toBe('yes');
  expect(opens(shown(choose, { login: LOGIN, isFirstLook: false }))).toBe('no');
  const declined = { kind: 'declined', words: WORDS, mayTryAgain: true, attempt: 2 } as const;
  expect(opens(shown(declined, { login: LOGIN }))).toBe('no');
});

it('another account is offered with the number of the next attempt, and nothing in its name is markup', () => {
  const declined = { kind: 'declined', words: WORDS, mayTryAgain: false, attempt: 2 } as const;
  const text = drawn(shown(declined, { accounts: [ACCOUNT], login: LOGIN }));
  expect(text).toContain('name="attempt" value="2"');
  expect(text).toContain('name="from" value="account-0123456789"');
  expect(text).toContain('Add $20.00 from Bank &#60;b&#62; ••3254');
  expect(text).not.toContain('<b>');
});
