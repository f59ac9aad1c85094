/**
 * A property that has the money held before it is captured: the capture is guaranteed, taken once [exactly-once], and nothing
 * stays held for what is not paid [money-has-a-home].
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { PagePayment } from '../../bridge/rails/pay-page.ts';
import { READY_CABINET } from '../support/bridge/test-kiosk.ts';
import { eventOf, tell } from '../support/rails/on-file-phone.ts';
import { BACK, DAY_MS, OnFileProperty } from '../support/rails/on-file-property.ts';

const HELD = { holdHours: 24 };
const property = OnFileProperty.ofTests({}, HELD);
const { aPayment, stateOf, reaches, captures, captureOf, isOnFloor, onFile } = property;
const { openAlarms, moneyOf, declined } = property;

const holdOf = async ({ fundingId }: PagePayment, attempt = 1) =>
  property.trustly.one(`${fundingId}.${attempt}.h`);

/** What Trustly still holds for a payment. */
const blocked = async ({ fundingId }: PagePayment) =>
  (await property.trustly.calls.transactions())
    .filter(
      ({ type, status, merchantReference }) =>
        type === 'Preauthorization' &&
        merchantReference.startsWith(`${fundingId}.`) &&
        ['Pending', 'Authorized'].includes(status),
    )
    .map(({ merchantReference }) => merchantReference);
const nothingBlocked = async (payment: PagePayment) => expect.poll(() => blocked(payment)).toEqual([]);

/** An order as the bridge has sent it: what arrives late, or left before the ledger was set back. */
const arrives = async (path: string, merchantReference: string, amount = '20.00') =>
  property.trustly.calls.post(`/transactions/${path}`, { amount, merchantReference, window: '24' });

/** The row of an attempt, changed by somebody who put a copy of the ledger back. */
const putBack = async ({ fundingId }: PagePayment, change: string) =>
  property.site.sql(
    `SET session_replication_role = replica; UPDATE capture_attempts SET ${change} WHERE funding_id = '${fundingId}'`,
  );

/** The sandbox's clock may be ahead of ours. */
const later = () => ({ createdAt: String(Date.now() + 40 * DAY_MS) });

/** The first sending of the attempt, or of its hold, met a Trustly that was not there. */
const isTried = async ({ fundingId }: PagePayment, what: 'ORDERED' | 'SENT') =>
  expect
    .poll(() =>
      property.site.sql('SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND state = $2 AND tries > 1', [
        fundingId,
        what,
      ]),
    )
    .toHaveLength(1);

/** A tap of a player who is known, whose money is asked for and not held yet. */
async function asked() {
  const known = await onFile();
  const payment = aPayment(known.payer);
  await property.trustly.behave({ heldAt: 'Pending' });
  await property.page.pay(payment, { accountId: known.accountId, attempt: 1 });
  return { ...known, payment, hold: await holdOf(payment) };
}

describe('a payment whose money is held first', () => {
  it('is captured from what is held, so that it is there in seconds where another capture takes days', async () => {
    const { payment, hold, authorizationId } = await asked();
    expect(hold).toMatchObject({
      type: 'Preauthorization',
      amount: '20.00',
      originalTransactionId: authorizationId,
    });
    expect(await stateOf(payment)).toEqual({ kind: 'capturing' });
    expect(await captures(payment)).toEqual([]);
    await property.trustly.behave({ captures: 'standard' });
    await reaches(payment, { kind: 'added', credited: payment.amount });
    expect(await captureOf(payment)).toMatchObject({
      originalTransactionId: hold.transactionId,
      amount: '20.00',
    });
  });

  it.each(['lost', 'unavailable'] as const)(
    'is held once and taken once, where the API is %s and then well',
    async (api) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await property.trustly.behave({ api, slowMs: 700 });
      await property.page.pay(payment, { accountId, attempt: 1 });
      const met = `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND (tries > 2 OR state = 'COMPLETED')`;
      await expect.poll(() => property.site.sql(met, [payment.fundingId])).toHaveLength(1);
      await property.trustly.behave();
      await reaches(payment, { kind: 'added' });
      await holdOf(payment);
      expect(await captures(payment)).toHaveLength(1);
    },
  );

  it('is known by its id: an event of another type says the same of it, and one of a capture says nothing of a hold', async () => {
    const { payment, hold } = await asked();
    const { transactionId } = hold;
    // The sandbox's clock is ahead of ours.
    const LATER = { createdAt: String(Date.now() + 30 * DAY_MS) };
    const of = async (transactionType: number, status: number, changes: Record<string, string> = {}) =>
      tell(
        property.bridge.url,
        eventOf({ transactionId, transactionType, status, merchantReference: '' }, { ...LATER, ...changes }),
      );
    const stateOfHold = async () =>
      property.site.sql('SELECT state FROM capture_holds WHERE transaction_id = $1', [transactionId]);
    // Under the reference of the hold, and of another transaction: a capture that nobody asked for.
    const before = await openAlarms();
    const notOurs = { transactionId: 'another-1', transactionType: 3, status: 4 };
    await tell(
      property.bridge.url,
      eventOf(
        { ...notOurs, merchantReference: `${payment.fundingId}.1.h` },
        { parentObjectId: transactionId },
      ),
    );
    expect(await stateOfHold()).toEqual([{ state: 'PENDING' }]);
    expect((await openAlarms()).length).toBe(before.length + 1);
    // A guarantee, which is neither.
    const guarantee = { transactionId: 'guarantee-1', transactionType: 11, status: 2 };
    await tell(property.bridge.url, eventOf({ ...guarantee, merchantReference: `${payment.fundingId}.1.h` }));
    expect(
      await property.site.sql(`SELECT 1 FROM capture_holds WHERE transaction_id = 'guarantee-1'`),
    ).toEqual([]);
    // As in the document's sample of an answer: type 2.
    await of(2, 8, { 'paymentProviderTransaction.status': 'SW021' });
    expect(await stateOfHold()).toEqual([{ state: 'DENIED' }]);
    await of(10, 2, { createdAt: '1' });
    await of(2, 1);
    expect(await stateOfHold()).toEqual([{ state: 'DENIED' }]);
    expect(await stateOf(payment)).toMatchObject({ kind: 'declined', mayTryAgain: false });
    expect(await captures(payment)).toEqual([]);
  });
});

describe('money that is not held', () => {
  const USER = { userName: 'the same user' };

  it('SW057: the player logs in again, and the payment is completed, once', async () => {
    await property.trustly.behave({ captureEnds: 'SW057' });
    const payment = await declined(USER);
    await reaches(payment, { kind: 'refresh-needed' });
    expect(await captures(payment)).toEqual([]);
    await property.trustly.behave();
    await property.trustly.logIn(await property.page.refresh(payment.fundingId, BACK), USER);
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment, 2)).toHaveLength(1);
  });

  it("SW055 with TeleCheck's code: the text of the law, and the account is forgotten", async () => {
    const payment = await declined({ passPhrase: 'tckerror', account: 1 });
    await reaches(payment, { kind: 'adverse-action', attempt: 2 });
    expect(JSON.stringify(await stateOf(payment))).toMatch(/Please reference \S+ when you call\./);
    expect(await property.page.accountsOf(payment.payer)).toEqual([]);
    expect(await captures(payment)).toEqual([]);
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
    'SW021, told by the %s: another account or amount is offered, and nothing is captured',
    async (declinesBy) => {
      await property.trustly.behave({ declinesBy });
      const payment = await declined({ passPhrase: 'Balance5' });
      await reaches(payment, { kind: 'declined', mayTryAgain: false });
      expect(await captures(payment)).toEqual([]);
      await nothingBlocked(payment);
    },
  );
});

describe('money that is held for nothing is not held any longer', () => {
  it('where the machine was closed meanwhile: it is looked at before the hold and before the capture', async () => {
    const { payment } = await asked();
    property.kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, conditions: ['DOOR_OPEN'] } });
    await isOnFloor({ conditions: ['DOOR_OPEN'] });
    await property.trustly.behave();
    await reaches(payment, { kind: 'declined', mayTryAgain: true });
    await nothingBlocked(payment);
    expect(await captures(payment)).toEqual([]);
  });

  it('where the account was forgotten meanwhile', async () => {
    const { payment, payer, accountId } = await asked();
    await property.page.forget(payer, accountId);
    await property.trustly.behave();
    await reaches(payment, { kind: 'declined' });
    await nothingBlocked(payment);
    expect(await captures(payment)).toEqual([]);
  });

  it('where the capture is refused after all', async () => {
    const { payment } = await asked();
    await property.trustly.behave({ captureEnds: 'SW059' });
    await reaches(payment, { kind: 'declined', mayTryAgain: false });
    expect(await captures(payment)).toMatchObject([{ status: 'Failed' }]);
    await property.trustly.behave();
    await nothingBlocked(payment);
  });

  it('where Trustly cannot be reached at first', async () => {
    const { payment, payer, accountId } = await asked();
    await property.page.forget(payer, accountId);
    await property.trustly.behave({ api: 'unavailable' });
    await reaches(payment, { kind: 'declined' });
    // After some tries a person is told, until it is let go of.
    await property.site.sql('UPDATE capture_holds SET tries = 12 WHERE attempt = $1', [
      `${payment.fundingId}.1`,
    ]);
    const alarms = async () =>
      property.site.sql(
        `SELECT ended_at IS NULL AS "isOpen" FROM rail_alarms WHERE kind = 'HOLD_OPEN' AND subject = $1`,
        [`${payment.fundingId}.1.h`],
      );
    await expect.poll(alarms).toEqual([{ isOpen: true }]);
    await property.trustly.behave();
    await nothingBlocked(payment);
    await expect.poll(alarms).toEqual([{ isOpen: false }]);
  });

  it('where Trustly has it twice under one reference', async () => {
    const { payment, hold, authorizationId } = await asked();
    await property.trustly.behave({ heldAt: 'Pending', missingSplitToken: 'accepted' });
    await property.trustly.calls.post(`/transactions/${authorizationId}/capture/preAuth`, {
      amount: '20.00',
      merchantReference: `${payment.fundingId}.1.h`,
      window: '24',
    });
    await property.trustly.behave();
    await reaches(payment, { kind: 'added' });
    const status = async () =>
      (await property.trustly.of(`${payment.fundingId}.1.h`)).filter(
        ({ transactionId }) => transactionId !== hold.transactionId,
      );
    await expect.poll(status).toMatchObject([{ status: 'Canceled' }]);
    expect(await captures(payment)).toHaveLength(1);
  });
});

describe('what was sent twice, or may have been', () => {
  it('is taken once, where the first capture arrives after the second was refused for a hold that is void', async () => {
    const { payment, hold, authorizationId, payer } = await asked();
    await property.trustly.behave({ api: 'unavailable' });
    await isTried(payment, 'SENT');
    await property.trustly.behave({ events: 'lost', missingSplitToken: 'accepted' });
    await property.trustly.move(hold.transactionId, 'Voided');
    const refused = `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND said = 'the account is not valid any more'`;
    await expect.poll(() => property.site.sql(refused, [payment.fundingId])).toHaveLength(1);
    expect(await stateOf(payment)).toEqual({ kind: 'capturing' });
    await arrives(`${authorizationId}/capture`, `${payment.fundingId}.1`);
    await reaches(payment, { kind: 'added' });
    expect(await moneyOf(payment)).toEqual({ captured: 2_000, refunded: 0, credited: 2_000 });
    // That the hold is void says nothing of the account.
    expect(await property.page.accountsOf(payer)).toHaveLength(1);
  });

  it('of a hold that was asked for twice, each one that arrived is let go of but for that which is used', async () => {
    const { payer, accountId, authorizationId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ api: 'unavailable' });
    await property.page.pay(payment, { accountId, attempt: 1 });
    await isTried(payment, 'ORDERED');
    await property.trustly.behave({ heldAt: 'Pending', missingSplitToken: 'accepted' });
    const hold = await holdOf(payment);
    await property.trustly.behave({ heldAt: 'Pending', events: 'lost', missingSplitToken: 'accepted' });
    await arrives(`${authorizationId}/capture/preAuth`, `${payment.fundingId}.1.h`);
    const statuses = async () =>
      (await property.trustly.of(`${payment.fundingId}.1.h`)).map(({ status }) => status).toSorted();
    // Nothing is told of the second one.
    await property.trustly.behave({ events: 'lost' });
    await expect.poll(statuses).toEqual(['Authorized', 'Authorized']);
    await property.trustly.behave();
    await tell(property.bridge.url, eventOf({ ...hold, transactionType: 10, status: 2 }, later()));
    await reaches(payment, { kind: 'added' });
    await expect.poll(statuses).toEqual(['Authorized', 'Canceled']);
    expect(await captures(payment)).toHaveLength(1);
  });

  it('of another amount than was asked for is let go of, and nothing is captured', async () => {
    const { payer, accountId, authorizationId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ api: 'unavailable' });
    await property.page.pay(payment, { accountId, attempt: 1 });
    await isTried(payment, 'ORDERED');
    const before = await openAlarms();
    await property.trustly.behave({ events: 'lost', missingSplitToken: 'accepted' });
    await arrives(`${authorizationId}/capture/preAuth`, `${payment.fundingId}.1.h`, '15.00');
    await reaches(payment, { kind: 'declined', mayTryAgain: true });
    await nothingBlocked(payment);
    expect(await captures(payment)).toEqual([]);
    expect(await openAlarms()).toHaveLength(before.length + 1);
  });
});

describe('a ledger that was set back', () => {
  it('before the capture was sent takes nothing twice, where it hears first that the hold is over', async () => {
    const { payment, hold } = await asked();
    await putBack(payment, `ordered_in = 'another run'`);
    // What was done since, and is forgotten.
    await property.trustly.behave({ events: 'lost' });
    await expect.poll(async () => (await holdOf(payment)).status).toBe('Authorized');
    await arrives(`${hold.transactionId}/capture`, `${payment.fundingId}.1`);
    await tell(property.bridge.url, eventOf({ ...hold, transactionType: 10, status: 6 }, later()));
    await reaches(payment, { kind: 'added' });
    expect(await moneyOf(payment)).toEqual({ captured: 2_000, refunded: 0, credited: 2_000 });
    expect(await captures(payment, 2)).toEqual([]);
  });

  it('before the hold was asked for lets go of it, though the machine is closed now', async () => {
    const { payer, accountId, authorizationId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ heldAt: 'Pending', events: 'lost', missingSplitToken: 'accepted' });
    await arrives(`${authorizationId}/capture/preAuth`, `${payment.fundingId}.1.h`);
    property.kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, conditions: ['DOOR_OPEN'] } });
    await isOnFloor({ conditions: ['DOOR_OPEN'] });
    await property.site.sql(
      `SET session_replication_role = replica;
       INSERT INTO page_payments (funding_id, asset, amount_minor, currency, payer)
         VALUES ('${payment.fundingId}', '${payment.asset}', 2000, 'USD', '${payer}');
       INSERT INTO capture_attempts (reference, funding_id, number, account_id, amount_minor, currency, ordered_in)
         VALUES ('${payment.fundingId}.1', '${payment.fundingId}', 1, '${accountId}', 2000, 'USD', 'another run')`,
    );
    await reaches(payment, { kind: 'declined' });
    await nothingBlocked(payment);
    expect(await captures(payment)).toEqual([]);
  });

  it('and has forgotten the whole attempt tells a person of what is held', async () => {
    const { authorizationId, payer } = await onFile();
    const payment = aPayment(payer);
    const before = await openAlarms();
    await property.trustly.behave({ missingSplitToken: 'accepted' });
    await arrives(`${authorizationId}/capture/preAuth`, `${payment.fundingId}.1.h`);
    await expect.poll(openAlarms).toHaveLength(before.length + 1);
  });
});

describe('a hold whose time is over', () => {
  it('before it was approved ends the attempt, and the player may try again', async () => {
    const { payment, hold, accountId } = await asked();
    await property.trustly.move(hold.transactionId, 'Expired');
    await reaches(payment, { kind: 'declined', mayTryAgain: true, attempt: 2 });
    await property.trustly.behave();
    await property.page.pay(payment, { accountId, attempt: 2 });
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment)).toEqual([]);
  });

  it('before its capture has arrived: nothing is taken of it any more', async () => {
    const { payment, hold } = await asked();
    await property.trustly.behave({ api: 'unavailable' });
    const sent = `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND state = 'SENT'`;
    await expect.poll(() => property.site.sql(sent, [payment.fundingId])).toHaveLength(1);
    await property.trustly.move(hold.transactionId, 'Expired');
    const isOver = `SELECT 1 FROM capture_holds WHERE transaction_id = $1 AND state = 'EXPIRED'`;
    await expect.poll(() => property.site.sql(isOver, [hold.transactionId])).toHaveLength(1);
    await property.trustly.behave();
    await reaches(payment, { kind: 'declined', mayTryAgain: true });
    expect(await captures(payment)).toEqual([]);
  });
});

describe('a hold of which nothing is told', () => {
  beforeAll(async () => property.restart({ silenceMs: 300 }, HELD));

  it.each(['lost', 'late', 'repeated', 'outOfOrder', 'forged'] as const)(
    'is found by asking where that is needed, and credited once, where the events come %s',
    async (events) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      const before = await openAlarms();
      await property.trustly.behave({ events });
      await property.page.pay(payment, { accountId, attempt: 1 });
      await reaches(payment, { kind: 'added' });
      await property.trustly.behave();
      await property.trustly.calls.forward(2 * DAY_MS);
      await property.trustly.allTold();
      const hold = await holdOf(payment);
      for (const { eventId, transactionId } of await property.trustly.calls.events()) {
        if (transactionId === hold.transactionId)
          await property.trustly.calls.control('POST', `/events/${eventId}/send`, {});
      }
      await property.trustly.allTold();
      // The time of the hold is over, and nothing follows from it.
      expect(await holdOf(payment)).toMatchObject({ status: 'Expired' });
      expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
      expect(await captures(payment, 2)).toEqual([]);
      expect(property.kiosk.sent.filter((text) => text.includes('transfer.result'))).toHaveLength(2);
      expect(await openAlarms()).toEqual(before);
    },
  );

  it('is cancelled, also where the bridge has asked for that once and it was lost', async () => {
    const { payment } = await asked();
    await property.site.sql(`UPDATE capture_holds SET cancel_asked_at = now() WHERE attempt = $1`, [
      `${payment.fundingId}.1`,
    ]);
    await holdOf(payment, 2);
    expect(await property.trustly.of(`${payment.fundingId}.1.h`)).toMatchObject([{ status: 'Canceled' }]);
    await property.trustly.behave();
    await reaches(payment, { kind: 'added' });
  });

  it('is cancelled, and only then is the money held anew', async () => {
    const { payment } = await asked();
    await holdOf(payment, 2);
    expect(await property.trustly.of(`${payment.fundingId}.1.h`)).toMatchObject([{ status: 'Canceled' }]);
    await property.trustly.behave();
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment)).toEqual([]);
  });
});

describe('a property that has switched it off meanwhile', () => {
  it('lets go of what is held for a machine that is gone, and holds nothing more', async () => {
    const { payment, accountId, payer } = await asked();
    await property.restart({}, { holdHours: 0 });
    await property.trustly.behave();
    await reaches(payment, { kind: 'declined', mayTryAgain: true });
    await nothingBlocked(payment);
    expect(await captures(payment)).toEqual([]);
    property.kiosk = await property.site.kiosk(property.bridge, `${property.asset}-B`);
    property.kiosk.creditEverything();
    const next = { ...aPayment(payer), asset: `${property.asset}-B` };
    await property.page.pay(next, { accountId, attempt: 1 });
    await reaches(next, { kind: 'added' });
    expect(await property.trustly.of(`${next.fundingId}.1.h`)).toEqual([]);
  });
});
