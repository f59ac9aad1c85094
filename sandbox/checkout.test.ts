import { expect, test } from 'vitest';
import { checkAmount, FIRST_STEP, nextStep, type CheckoutEvent, type Step } from './checkout.ts';
import { BANKS, DemoBank } from './demo-bank.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const [bank] = BANKS;
const { result } = new DemoBank(Buffer.alloc(32)).login({ bank, userName: 'player', passPhrase: 'demo' });
const [account] = 'accounts' in result ? result.accounts : [];
if (account === undefined) throw new Error('the Demo Bank has no account');

const walk: CheckoutEvent[] = [
  { event: 'amount', choice: usd(2000) },
  { event: 'bank', bank },
  { event: 'loggedIn', accounts: [account] },
  { event: 'account', account },
  { event: 'paymentMade', fundingId: 'f-1' },
];
const after = (...events: CheckoutEvent[]): Step => events.reduce(nextStep, FIRST_STEP);

test('a visit goes from the amount to the payment', () => {
  const steps = walk.map((_, index) => after(...walk.slice(0, index + 1)).step);
  expect(steps).toEqual(['bank', 'login', 'account', 'review', 'payment']);
});

test('every step before the payment leads back to the one before it', () => {
  const back = walk.slice(0, 4).map((_, index) => after(...walk.slice(0, index + 1), { event: 'back' }).step);
  expect(back).toEqual(['amount', 'bank', 'login', 'account']);
});

test('a question of the bank stands between the login and the accounts, and may lead back to the login', () => {
  const credentials = { bank, userName: 'player', passPhrase: '2FA' };
  const { result: asking } = new DemoBank(Buffer.alloc(32)).login(credentials);
  if (!('asked' in asking)) throw new Error('nothing was asked');
  const question = after(...walk.slice(0, 2), { event: 'asked', credentials, asked: asking.asked });
  expect(question.step).toBe('question');
  expect(nextStep(question, { event: 'back' }).step).toBe('login');
  expect(nextStep(question, { event: 'loginRefused', problem: 'WRONG_CREDENTIALS' }).step).toBe('login');
  expect(nextStep(question, { event: 'loggedIn', accounts: [account] }).step).toBe('account');
});

test('a stale page or a second press changes nothing', () => {
  const review = after(...walk.slice(0, 4));
  for (const event of walk.slice(0, 3)) expect(nextStep(review, event)).toBe(review);
  const paid = after(...walk);
  expect(nextStep(paid, { event: 'paymentMade', fundingId: 'f-2' })).toBe(paid);
  expect(nextStep(paid, { event: 'back' })).toBe(paid);
});

test('a refused login keeps the amount and the bank, and says why', () => {
  expect(after(...walk.slice(0, 2), { event: 'loginRefused', problem: 'ACCOUNT_LOCKED' })).toMatchObject({
    step: 'login',
    amount: usd(2000),
    bank,
    problem: 'ACCOUNT_LOCKED',
  });
});

test('amounts below one dollar and above two thousand are not taken', () => {
  expect(checkAmount(usd(99))).toEqual({ problem: 'TOO_SMALL' });
  expect(checkAmount(usd(100))).toEqual(usd(100));
  expect(checkAmount(usd(200_000))).toEqual(usd(200_000));
  expect(checkAmount(usd(200_001))).toEqual({ problem: 'TOO_LARGE' });
});
