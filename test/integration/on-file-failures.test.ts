/** Why Trustly does not take the money, and what the player does then: the payment is completed once [exactly-once]. */
import { describe, expect, it } from 'vitest';
import { aPlayer, BACK, OnFileProperty } from '../support/rails/on-file-property.ts';

const property = OnFileProperty.ofTests();
const { stateOf, reaches, captures, logIn, declined } = property;

describe('a failure', () => {
  const USER = { userName: 'the same user' };

  it.each([
    ['ExpiredSplitToken', null],
    ['demo', 'SW051'],
    ['demo', 'SW057'],
  ])(
    '%s %s: the player logs in again, and the payment is completed, once',
    async (passPhrase, captureEnds) => {
      await property.trustly.behave({ captureEnds });
      const payment = await declined({ passPhrase, ...USER });
      await reaches(payment, { kind: 'refresh-needed' });
      await property.trustly.behave({ events: 'repeated' });
      const login = await property.page.refresh(payment.fundingId, BACK);
      expect(login).toMatchObject({ data: { paymentType: 'Verification', authToken: 'new' } });
      await property.trustly.logIn(login, USER);
      await reaches(payment, { kind: 'added' });
      await property.trustly.allTold();
      expect(await captures(payment, 2)).toHaveLength(1);
      expect(await captures(payment, 3)).toEqual([]);
    },
  );

  it.each([
    ['SW054', 0],
    ['SW056', 2],
  ])('%s: the account is forgotten, and another is offered', async (_code, account) => {
    const payment = await declined({ passPhrase: 'tckerror', account });
    await reaches(payment, { kind: 'declined', mayTryAgain: false, attempt: 2 });
    expect(await property.page.accountsOf(payment.payer)).toEqual([]);
    const login = await property.page.begin(payment, BACK);
    expect(login).toMatchObject({ data: { merchantReference: `${payment.fundingId}.b2` } });
    await property.trustly.logIn(login, aPlayer());
    await reaches(payment, { kind: 'added' });
  });

  it.each(['event', 'answer'] as const)(
    "SW055 with TeleCheck's code, told by the %s, shows the text of the law with its reference",
    async (declinesBy) => {
      await property.trustly.behave({ declinesBy });
      const payment = await declined({ passPhrase: 'tckerror', account: 1 });
      await reaches(payment, { kind: 'adverse-action', attempt: 2 });
      expect(JSON.stringify(await stateOf(payment))).toMatch(/Please reference \S+ when you call\./);
      expect(await property.page.accountsOf(payment.payer)).toEqual([]);
    },
  );

  it('SW057 of an account that is forgotten since: no login brings it back, and another is offered', async () => {
    await property.trustly.behave({ captureEnds: 'SW057' });
    const payment = await declined(USER);
    await reaches(payment, { kind: 'refresh-needed' });
    const [account] = await property.page.accountsOf(payment.payer);
    await property.page.forget(payment.payer, account?.accountId ?? '');
    await property.trustly.behave();
    expect(await stateOf(payment)).toMatchObject({ kind: 'declined', attempt: 2 });
    expect(await property.page.refresh(payment.fundingId, BACK)).toBeNull();
    await logIn(payment, USER);
    await reaches(payment, { kind: 'added' });
  });

  it('SW052: the player may try again with the same account', async () => {
    await property.trustly.behave({ captureEnds: 'SW052' });
    const payment = await declined({});
    await reaches(payment, { kind: 'declined', mayTryAgain: true, attempt: 2 });
    await property.trustly.behave();
    const [account] = await property.page.accountsOf(payment.payer);
    await property.page.pay(payment, { accountId: account?.accountId ?? '', attempt: 2 });
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment, 2)).toHaveLength(1);
  });

  it.each(['event', 'answer', 'error'] as const)(
    'SW021, told by the %s: another account or amount is offered, and this account stays',
    async (declinesBy) => {
      await property.trustly.behave({ declinesBy });
      const payment = await declined({ passPhrase: 'Balance5' });
      await reaches(payment, { kind: 'declined', mayTryAgain: false });
      expect(await property.page.accountsOf(payment.payer)).toHaveLength(1);
    },
  );
});
