/** What becomes of a capture that Trustly has, or has not: it is credited once [exactly-once], or goes back. */
import { describe, expect, it } from 'vitest';
import type { PagePayment } from '../../bridge/rails/pay-page.ts';
import type { Money } from '../../protocol/money.ts';
import { operator } from '../support/bridge/bridge-site.ts';
import { TestCabinet } from '../support/bridge/test-cabinet.ts';
import { READY_CABINET } from '../support/bridge/test-kiosk.ts';
import { DAY_MS, OnFileProperty } from '../support/rails/on-file-property.ts';

const property = OnFileProperty.ofTests({ lostMs: 1_000 });
const { aPayment, stateOf, reaches, captureOf, captures, isOnFloor, onFile, tapped, moneyOf, openAlarms } =
  property;

describe('a capture', () => {
  it.each(['lost', 'slow', 'unavailable', 'down', 'garbage'] as const)(
    'is taken once, where the API is %s and then well',
    async (api) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await property.trustly.behave({ api, slowMs: 700 });
      await property.page.pay(payment, { accountId, attempt: 1 });
      // Where only the answers to orders are lost, it may be found and completed by the first try already.
      const met = `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND (tries > 1 OR state = 'COMPLETED')`;
      await expect.poll(() => property.site.sql(met, [payment.fundingId])).toHaveLength(1);
      await property.trustly.behave();
      await reaches(payment, { kind: 'added' });
      expect(await captures(payment)).toHaveLength(1);
    },
  );

  it.each(['repeated', 'outOfOrder', 'forged'] as const)(
    'of which the events come %s is credited once',
    async (events) => {
      const { payer, accountId } = await onFile();
      const payment = aPayment(payer);
      await property.trustly.behave({ events });
      await property.page.pay(payment, { accountId, attempt: 1 });
      await reaches(payment, { kind: 'added' });
      await property.trustly.behave();
      await property.trustly.calls.forward(2 * DAY_MS);
      await property.trustly.allTold();
      expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
      expect(property.kiosk.sent.filter((text) => text.includes('transfer.result'))).toHaveLength(2);
    },
  );

  it('whose machine cannot take it goes back to the account [money-has-a-home]', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ heldAt: 'Pending' });
    await property.page.pay(payment, { accountId, attempt: 1 });
    await captureOf(payment);
    property.kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, conditions: ['DOOR_OPEN'] } });
    await isOnFloor({ conditions: ['DOOR_OPEN'] });
    await property.trustly.behave();
    await reaches(payment, { kind: 'going-back', by: 'bank' });
    const { transactionId } = await captureOf(payment);
    const refund = await property.trustly.one(`refund-${payment.fundingId}`);
    expect(refund).toMatchObject({ amount: '20.00', originalTransactionId: transactionId });
    const before = await openAlarms();
    await property.trustly.calls.forward(7 * DAY_MS);
    await expect.poll(() => captureOf(payment)).toMatchObject({ status: 'Refunded', refunded: '20.00' });
    await property.trustly.allTold();
    expect(await openAlarms()).toEqual(before);
    const amount = { minor: 2_000, currency: 'USD' };
    expect(await onFloor(payment)).toEqual([null, { state: 'DONE', amount }]);
    await property.trustly.move(refund.transactionId, 'Reversed');
    await expect.poll(async () => (await openAlarms()).length).toBe(before.length + 1);
  });

  it('of which the machine takes a part, and Trustly does not give back the rest, asks for an attendant', async () => {
    const half = new (class extends TestCabinet {
      protected override takes({ minor, currency }: Money) {
        return { outcome: 'credited', amount: { minor: Math.floor(minor / 2), currency } } as const;
      }
    })();
    const { payer, accountId } = await onFile();
    property.kiosk.playAgainst(half);
    // Trustly takes no amount below 0.99.
    const payment = { ...aPayment(payer), amount: { minor: 101, currency: 'USD' } };
    await property.page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, {
      kind: 'added-in-part',
      credited: { minor: 50, currency: 'USD' },
      by: 'attendant',
    });
    expect(await moneyOf(payment)).toEqual({ captured: 101, refunded: 0, credited: 50 });
    expect(await openAlarms()).toContainEqual({
      kind: 'REFUND_REFUSED',
      subject: `refund-${payment.fundingId}`,
    });
  });

  it('that is reversed days later is an alarm, and the machine is not touched', async () => {
    const { payment } = await tapped();
    await reaches(payment, { kind: 'added' });
    const before = await openAlarms();
    await property.trustly.calls.forward(3 * DAY_MS);
    await property.trustly.behave({ events: 'repeated' });
    await property.trustly.move((await captureOf(payment)).transactionId, 'Reversed', {
      providerStatus: 'AC114',
      reasonCode: 'R02',
    });
    await expect.poll(async () => (await openAlarms()).length).toBe(before.length + 1);
    await property.trustly.allTold();
    expect((await openAlarms()).length).toBe(before.length + 1);
    expect(await stateOf(payment)).toMatchObject({ kind: 'added' });
    expect(await onFloor(payment)).toEqual([{ minor: 2_000, currency: 'USD' }, null]);
  });

  /** What programs of the systems team are told of what went back. */
  async function onFloor({ fundingId }: PagePayment): Promise<unknown[]> {
    const rows = (await (await operator(property.bridge.url, 'GET', '/floor/fundings')).json()) as {
      fundingId: string;
      reversed: unknown;
      refund: unknown;
    }[];
    return rows.filter((row) => row.fundingId === fundingId).flatMap((row) => [row.reversed, row.refund]);
  }
});

describe('a capture from an account of which a restored ledger has forgotten the key', () => {
  it('is credited all the same, where the consent was taken back since', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ heldAt: 'Pending' });
    await property.page.pay(payment, { accountId, attempt: 1 });
    await captureOf(payment);
    await property.site.sql(
      `SET session_replication_role = replica;
       UPDATE on_file_accounts SET account = NULL, bank_name = NULL, last_four = NULL, sealed_split_token = NULL,
         forgotten_at = now() WHERE account_id = '${accountId}'`,
    );
    await property.trustly.behave();
    await reaches(payment, { kind: 'added' });
    expect(await moneyOf(payment)).toEqual({ captured: 2_000, refunded: 0, credited: 2_000 });
  });
});

describe('a capture that is not at Trustly', () => {
  it('is not given up before what left last had the time to arrive, though its account was forgotten', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ api: 'unavailable' });
    await property.page.pay(payment, { accountId, attempt: 1 });
    const sent = `SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND state = 'SENT' AND tries > 1`;
    await expect.poll(() => property.site.sql(sent, [payment.fundingId])).toHaveLength(1);
    await property.page.forget(payer, accountId);
    // Whoever had taken it before that has it no more.
    const [then] = await property.site.sql('SELECT tries FROM capture_attempts WHERE funding_id = $1', [
      payment.fundingId,
    ]);
    const taken = 'SELECT 1 FROM capture_attempts WHERE funding_id = $1 AND tries > $2';
    await expect.poll(() => property.site.sql(taken, [payment.fundingId, then?.['tries']])).toHaveLength(1);
    await property.trustly.behave();
    await reaches(payment, { kind: 'declined' });
    const [given] = await property.site.sql(
      `SELECT a.at - c.sent_at >= interval '1 second' AS late FROM capture_attempts c JOIN audit a ON a.subject = c.funding_id
       WHERE c.funding_id = $1 AND a.event = 'capture.told' AND a.detail->>'state' = 'REFUSED'`,
      [payment.fundingId],
    );
    expect(given).toEqual({ late: true });
  });
});
