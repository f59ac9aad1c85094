import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EUROPE_KEYS, notificationText } from '../../../test/support/rails/europe-stand-in.ts';
import { heardLog } from '../../../test/support/rails/heard-log.ts';
import { InboxStandIn } from '../../../test/support/rails/inbox-stand-in.ts';
import { createHttpServer } from '../../platform/http/server.ts';
import type { Transaction } from '../../platform/postgres/database.ts';
import { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import { Digests } from '../../platform/secrets/digests.ts';
import { SecretKey } from '../../platform/secrets/secret-key.ts';
import type { EuropeOrder } from './notification-news.ts';
import { notificationRoutes } from './notifications.ts';
import { isSignedBy } from './signature.ts';

const DOOR = '0123456789abcdefghijkl';
const [FIRST, SECOND] = ['258a2184-2842-b485-25ca-293525152425', '358a2184-2842-b485-25ca-293525152425'];
const digests = new Digests(randomBytes(32));
const deposit: EuropeOrder = {
  kind: 'deposit',
  fundingId: 'f-0123456789abcdef',
  asset: 'EGM-1',
  account: digests.account('trustly-europe 1'),
  endUserId: 'e-1',
  orderedAtMs: 1_700_000_000_000,
  isSecond: false,
};
const ids = { orderid: '87654567', messageid: 'm-1', enduserid: 'e-1', notificationid: '4876513450' };
const money = { ...ids, amount: '100.00', currency: 'SEK', timestamp: '2026-11-29 04:42:04.675645+01' };
const kyc = {
  ...ids,
  attributes: { personid: 'SE790131-1234', lastname: 'Öström', country: 'SE', dob: '1979-01-31' },
};

let inbox: InboxStandIn;
let app: ReturnType<typeof createHttpServer>;
let lines: string[];
beforeEach(async () => {
  const heard = heardLog();
  lines = heard.lines;
  inbox = new InboxStandIn(async (work) => work(undefined as unknown as Transaction));
  app = createHttpServer(heard.log, null, []);
  await app.register(
    notificationRoutes({
      keys: {
        privateKey: EUROPE_KEYS.merchant.privateKey,
        trustlyKey: EUROPE_KEYS.trustly.publicKey,
        algorithm: 'SHA1',
      },
      door: DOOR,
      inbox,
      orders: {
        orderOf: async (_tx, { messageId }) => (messageId === 'm-1' ? deposit : null),
      },
      digests,
      accountTokens: new AccountTokens(new SecretKey(randomBytes(32))),
      today: () => '2026-11-29',
      now: Date.now,
      log: heard.log,
    }),
  );
});
afterEach(() => app.close());

const send = async (payload: string, door = DOOR) =>
  app.inject({
    method: 'POST',
    url: `/trustly-europe/${door}`,
    headers: { 'content-type': 'application/json' },
    payload,
  });
interface Acknowledgement {
  readonly version: string;
  readonly result: {
    readonly signature: string;
    readonly uuid: string;
    readonly method: string;
    readonly data: { readonly status: string };
  };
}
const tell = async (method: string, data: unknown, uuid = FIRST) => {
  const answer = await send(notificationText(method, uuid, data));
  expect(answer.statusCode).toBe(200);
  return (JSON.parse(answer.body) as Acknowledgement).result;
};

describe('the acknowledgement of a notification', () => {
  it('is signed by us over its method, its UUID and the status', async () => {
    const { signature, ...signed } = await tell('credit', money);
    expect(signed).toEqual({ method: 'credit', uuid: FIRST, data: { status: 'OK' } });
    expect(isSignedBy(EUROPE_KEYS.merchant.publicKey, 'SHA1', signed, signature)).toBe(true);
  });

  it('of a repeat under another UUID has the status of the first, and the UUID of the repeat', async () => {
    inbox.verdict = 'end';
    expect(await tell('kyc', kyc)).toMatchObject({ uuid: FIRST, data: { status: 'FINISH' } });
    inbox.verdict = 'go-on';
    expect(await tell('kyc', kyc, SECOND)).toMatchObject({ uuid: SECOND, data: { status: 'FINISH' } });
    expect(inbox.told[1]?.body).toEqual(inbox.told[0]?.body);
  });

  it('of kyc says whether Trustly is to go on', async () => {
    expect((await tell('kyc', kyc)).data.status).toBe('CONTINUE');
  });

  it.each([
    [true, 'OK'],
    [false, 'FAILED'],
  ])('of a debit, where it is %s that all of the money is still ours, is %s', async (is, status) => {
    inbox.verdict = is ? 'go-on' : 'end';
    expect((await tell('debit', money)).data.status).toBe(status);
  });

  it('of a debit that is of no order of ours is FAILED', async () => {
    expect((await tell('debit', { ...money, messageid: 'x' })).data.status).toBe('FAILED');
  });

  it("of a refund's end, which has a MessageID of Trustly's own, is OK, and it is noted", async () => {
    const messageid = 'Refund 2018-11-16 13:53:21.019497+01 9567705';
    expect((await tell('payoutconfirmation', { ...money, messageid })).data.status).toBe('OK');
    expect(inbox.told[0]?.event).toMatchObject({ kind: 'noted' });
  });

  it('of a method that nobody knows is OK, and it is noted', async () => {
    expect((await tell('foo', { something: 'abc' })).data.status).toBe('OK');
    expect(inbox.told[0]).toMatchObject({ id: FIRST, event: { kind: 'noted' } });
  });
});

describe('the door', () => {
  it('that was guessed wrong does not open', async () => {
    const answer = await send(notificationText('credit', FIRST, money), 'x'.repeat(22));
    expect(answer.statusCode).toBe(404);
    expect(inbox.told).toEqual([]);
  });

  it('says an error to the log, and acknowledges nothing, where the signature is not good', async () => {
    const forged = notificationText('credit', FIRST, money, EUROPE_KEYS.merchant.privateKey);
    const answer = await send(forged);
    expect(answer.statusCode).toBe(401);
    expect(answer.body).not.toContain('"signature":');
    expect(lines.some((line) => line.includes('"level":50') && line.includes('NOT_SIGNED'))).toBe(true);
  });

  it('says an error to the log where a notification is of no order of ours', async () => {
    await tell('credit', { ...money, messageid: 'x' });
    expect(inbox.told[0]?.event).toMatchObject({ kind: 'captured', fundingId: 'unknown-87654567' });
    expect(lines.some((line) => line.includes('"level":50') && line.includes('of no order of ours'))).toBe(
      true,
    );
  });

  it('says an error to the log where a refund or a payout has not reached the player', async () => {
    await tell('payoutfailed', money);
    expect(lines.some((line) => line.includes('"level":50') && line.includes('87654567'))).toBe(true);
  });

  it('keeps what was said of money, and of a person nothing but a digest', async () => {
    await tell('credit', money);
    await tell('kyc', { ...kyc, notificationid: '2' });
    const [first, second] = inbox.told.map(({ body }) => body.toString());
    expect(first).toContain('"amount":"100.00"');
    expect(second).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
