/** The orders at Trustly Europe in the ledger: the database allows what their table says, and no second one while the first is open. */
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  EUROPE_ORDER_RANKS,
  EUROPE_ORDER_STATES,
  orderMayBecome,
  type EuropeOrderState,
} from '../../bridge/ledger/europe-order-states.ts';
import {
  hearOrder,
  keepAnswered,
  markLeft,
  newestOrder,
  orderNext,
  takeToAsk,
} from '../../bridge/ledger/europe-orders.ts';
import { beginPayment } from '../../bridge/ledger/page-payments.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { refusedStatements } from '../support/databases/refused-statements.ts';

const digests = new Digests(Buffer.alloc(32, 1));
const PHONE = digests.account('a phone');
const PERSON = digests.account('a person');
const PAYER = 'payer-0123456789abcdef';

let site: BridgeSite;
let client: Client;
let number = 0;
let fundingId: string;
beforeAll(async () => {
  site = await BridgeSite.open();
  client = new Client({ connectionString: site.ownerUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await site.close();
});
beforeEach(async () => {
  fundingId = `eu-${++number}`;
  await beginPayment(client, {
    fundingId,
    asset: 'EGM-1',
    amount: { minor: 20_000, currency: 'SEK' },
    payer: PAYER,
  });
});

const ordered = async () => inOne(() => orderNext(client, { fundingId, account: PHONE }));
const heard = async (messageId: string, orderId: string, to: EuropeOrderState | null, person = false) =>
  inOne(() => hearOrder(client, { messageId, orderId }, { to, person: person ? PERSON : null }));

async function inOne<T>(work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  const done = await work();
  await client.query('COMMIT');
  return done;
}

describe('an order', () => {
  it('goes down the table, and in no other way', async () => {
    const order = (of: string) =>
      `INSERT INTO europe_orders (message_id, funding_id, number, account) VALUES ('${of}', '${fundingId}', 1, '${PHONE}')`;
    for (const from of EUROPE_ORDER_RANKS)
      for (const to of EUROPE_ORDER_RANKS) {
        const refused = await refusedStatements(
          client,
          order('m-1'),
          'SET LOCAL session_replication_role = replica',
          `UPDATE europe_orders SET state = '${from}' WHERE message_id = 'm-1'`,
          'SET LOCAL session_replication_role = origin',
          `UPDATE europe_orders SET state = '${to}' WHERE message_id = 'm-1'`,
        );
        expect(refused === null, `${from} to ${to}`).toBe(from === to || orderMayBecome(from, to));
      }
  });

  it('is followed by another one only where the table says so', async () => {
    for (const state of EUROPE_ORDER_RANKS) {
      const next = (of: number) =>
        `INSERT INTO europe_orders (message_id, funding_id, number, account) VALUES ('m-${of}', '${fundingId}', ${of}, '${PHONE}')`;
      const refused = await refusedStatements(
        client,
        next(1),
        'SET LOCAL session_replication_role = replica',
        `UPDATE europe_orders SET state = '${state}' WHERE message_id = 'm-1'`,
        'SET LOCAL session_replication_role = origin',
        next(2),
      );
      expect(refused === null, state).toBe(EUROPE_ORDER_STATES[state].mayBeFollowed);
    }
  });

  it('is made once, asked for by one process at a time, and its page is kept', async () => {
    const made = await ordered();
    expect(made).toMatchObject({ messageId: `${fundingId}.1`, state: 'ORDERED', orderId: null });
    expect(await ordered()).toEqual(made);
    const { messageId } = made ?? { messageId: '' };
    expect(await takeToAsk(client, messageId, 10_000)).toBe(true);
    expect(await takeToAsk(client, messageId, 10_000)).toBe(false);
    await keepAnswered(client, messageId, { kind: 'ask again' });
    expect(await takeToAsk(client, messageId, 10_000)).toBe(true);
    await keepAnswered(client, messageId, { kind: 'open', orderId: '101', sealedPage: Buffer.from('page') });
    expect(await newestOrder(client, fundingId)).toMatchObject({ state: 'OPEN', orderId: '101' });
    expect(await takeToAsk(client, messageId, 10_000)).toBe(false);
  });

  it('that was told of before Trustly answered stays where it is', async () => {
    const { messageId } = (await ordered()) ?? { messageId: '' };
    await takeToAsk(client, messageId, 10_000);
    await heard(messageId, '102', 'PAID');
    await keepAnswered(client, messageId, { kind: 'open', orderId: '102', sealedPage: Buffer.from('page') });
    await markLeft(client, messageId);
    expect(await newestOrder(client, fundingId)).toMatchObject({ state: 'PAID', orderId: '102' });
    expect(await ordered()).toMatchObject({ messageId });
  });

  it('of which nothing is known is none of ours', async () => {
    expect(await heard('not-ours', '1', 'PAID')).toBeNull();
  });
});

describe('whatever is told of an order, in whichever order', () => {
  const all = ['PENDING', 'CANCELLED', 'PAID', 'TAKEN_BACK'] as const;
  const orders = all.flatMap((a) => all.flatMap((b) => all.map((c) => [a, b, c] as const)));

  it('it ends as the furthest of them', async () => {
    for (const told of orders) {
      fundingId = `eu-${++number}`;
      const amount = { minor: 20_000, currency: 'SEK' };
      await beginPayment(client, { fundingId, asset: 'EGM-1', amount, payer: PAYER });
      const { messageId } = (await ordered()) ?? { messageId: '' };
      for (const to of told) await heard(messageId, `7${number}`, to);
      const furthest = all.findLast((state) => told.includes(state));
      expect((await newestOrder(client, fundingId))?.state, told.join(' ')).toBe(furthest);
    }
  });

  it('the limits of the person count once the bank has said who that is, and not after the money came', async () => {
    const { messageId } = (await ordered()) ?? { messageId: '' };
    expect(await heard(messageId, '201', null)).toMatchObject({
      account: PHONE,
      asset: 'EGM-1',
      decidedAs: fundingId,
    });
    expect(await heard(messageId, '201', null, true)).toMatchObject({ account: PERSON });
    expect(await heard(messageId, '201', 'PAID')).toMatchObject({ account: PERSON });
    fundingId = `eu-${++number}`;
    await beginPayment(client, {
      fundingId,
      asset: 'EGM-1',
      amount: { minor: 1, currency: 'SEK' },
      payer: PAYER,
    });
    const another = (await ordered()) ?? { messageId: '' };
    await heard(another.messageId, '202', 'PAID');
    expect(await heard(another.messageId, '202', null, true)).toMatchObject({ account: PHONE });
  });

  it('the money of a second order of a payment is decided for itself, so that it goes back [money-has-a-home]', async () => {
    const first = (await ordered()) ?? { messageId: '' };
    await takeToAsk(client, first.messageId, 10_000);
    await markLeft(client, first.messageId);
    const second = (await ordered()) ?? { messageId: '' };
    expect(second.messageId).toBe(`${fundingId}.2`);
    expect(await heard(first.messageId, '301', 'PAID')).toMatchObject({ decidedAs: fundingId });
    await client.query(
      `INSERT INTO rail_payments (rail, payment_id, funding_id, currency) VALUES ('trustly-europe', '301', $1, 'SEK')`,
      [fundingId],
    );
    expect(await heard(second.messageId, '302', 'PAID')).toMatchObject({ decidedAs: 'second-302' });
    expect(await heard(first.messageId, '301', 'TAKEN_BACK')).toMatchObject({ decidedAs: fundingId });
  });
});
