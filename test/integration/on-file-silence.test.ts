/** A capture of which nothing is told is asked about, taken once [exactly-once], and goes back where it came twice [money-has-a-home]. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { PagePayment } from '../../bridge/rails/pay-page.ts';
import { DAY_MS, OnFileProperty } from '../support/rails/on-file-property.ts';

const property = OnFileProperty.ofTests({ silenceMs: 300 });
const { aPayment, stateOf, reaches, captureOf, captures, onFile, moneyOf, openAlarms } = property;

describe('a capture of which nothing is told', () => {
  it.each(['lost', 'late', 'wrongSignature'] as const)(
    'is found by asking, where its events are %s, and credited once when they come',
    async (events) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await property.trustly.behave({ events });
      await property.page.pay(payment, { accountId, attempt: 1 });
      await reaches(payment, { kind: 'added' });
      await property.trustly.behave();
      await property.trustly.calls.forward(2 * DAY_MS);
      const capture = await captureOf(payment);
      for (const { eventId, transactionId } of await property.trustly.calls.events()) {
        if (transactionId === capture.transactionId)
          await property.trustly.calls.control('POST', `/events/${eventId}/send`, {});
      }
      await property.trustly.allTold();
      expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
      expect(await captures(payment, 2)).toEqual([]);
      expect(property.kiosk.sent.filter((text) => text.includes('transfer.result'))).toHaveLength(2);
    },
  );

  it('is cancelled, and only then tried anew under another reference', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ heldAt: 'Pending' });
    await property.page.pay(payment, { accountId, attempt: 1 });
    await captureOf(payment, 2);
    await property.trustly.behave();
    expect(await captures(payment)).toMatchObject([{ status: 'Canceled' }]);
    await reaches(payment, { kind: 'added' });
  });

  it('is cancelled, also where the bridge has asked for that once and it was lost', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ heldAt: 'Pending' });
    await property.page.pay(payment, { accountId, attempt: 1 });
    await captureOf(payment);
    await property.site.sql('UPDATE capture_attempts SET cancel_asked_at = now() WHERE funding_id = $1', [
      payment.fundingId,
    ]);
    await captureOf(payment, 2);
    expect(await captures(payment)).toMatchObject([{ status: 'Canceled' }]);
    await property.trustly.behave();
    await reaches(payment, { kind: 'added' });
  });

  it('is waited for where it cannot be cancelled, and nothing else is tried', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ heldAt: 'Processed', events: 'lost' });
    await property.page.pay(payment, { accountId, attempt: 1 });
    const asked = async () =>
      property.site.sql(
        `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND cancel_asked_at IS NOT NULL AND tries > 4`,
        [payment.fundingId],
      );
    await expect.poll(asked).toHaveLength(1);
    expect(await captures(payment, 2)).toEqual([]);
    await property.trustly.behave();
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment, 2)).toEqual([]);
  });
});

describe('money that was taken twice for one payment', () => {
  const onceOnTheMachine = { captured: 4_000, refunded: 2_000, credited: 2_000 };

  it.each([
    ['after', async (payment: PagePayment) => reaches(payment, { kind: 'added' })],
    ['before', async () => undefined],
  ] as const)(
    'goes back, where an attempt that was cancelled is completed %s the second one [money-has-a-home]',
    async (when, isThere) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await property.trustly.behave({ heldAt: 'Pending' });
      await property.page.pay(payment, { accountId, attempt: 1 });
      await captureOf(payment, 2);
      if (when === 'after') await property.trustly.behave();
      await isThere(payment);
      const before = await openAlarms();
      await property.trustly.move((await captureOf(payment)).transactionId, 'Completed');
      await property.trustly.behave();
      await expect.poll(() => moneyOf(payment)).toEqual(onceOnTheMachine);
      await property.trustly.allTold();
      await reaches(payment, { kind: 'added' });
      expect(await openAlarms()).toEqual(before);
    },
  );

  it('goes back, where Trustly has two captures under one reference', async () => {
    const { payer, accountId, authorizationId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ heldAt: 'Pending', missingSplitToken: 'accepted', events: 'repeated' });
    const before = await openAlarms();
    await property.page.pay(payment, { accountId, attempt: 1 });
    const { transactionId } = await captureOf(payment);
    await property.trustly.calls.post(`/transactions/${authorizationId}/capture`, {
      amount: '20.00',
      merchantReference: `${payment.fundingId}.1`,
    });
    await property.trustly.behave();
    await expect.poll(() => moneyOf(payment)).toEqual(onceOnTheMachine);
    await property.trustly.allTold();
    const second = (await captures(payment)).find((each) => each.transactionId !== transactionId);
    await property.trustly.calls.forward(7 * DAY_MS);
    await property.trustly.allTold();
    expect(await openAlarms()).toEqual(before);
    // The bank takes back what was given back already: a person has to know.
    await property.trustly.move(second?.transactionId ?? '', 'Reversed');
    await expect.poll(async () => (await openAlarms()).length).toBe(before.length + 1);
    expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
  });
});

describe('a capture that the casino takes as money when it is processed', () => {
  beforeAll(async () => property.restart({ silenceMs: 100 }, { takesProcessed: true }));

  it('is added, said to be added, and not cancelled; when it is denied, a person is told', async () => {
    const { payer, accountId } = await onFile();
    const [payment, next] = [aPayment(payer), aPayment(payer)];
    await property.trustly.behave({ heldAt: 'Processed' });
    for (const each of [payment, next]) {
      await property.page.pay(each, { accountId, attempt: 1 });
      await reaches(each, { kind: 'added' });
    }
    const cancelled = await property.site.sql(
      'SELECT 1 FROM capture_attempts WHERE cancel_asked_at IS NOT NULL AND funding_id IN ($1, $2)',
      [payment.fundingId, next.fundingId],
    );
    expect(cancelled).toEqual([]);
    const before = await openAlarms();
    await property.trustly.move((await captureOf(payment)).transactionId, 'Denied');
    await expect.poll(async () => (await openAlarms()).length).toBe(before.length + 1);
  });
});
