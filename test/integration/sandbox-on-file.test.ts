/** Trustly on file as a merchant's server meets it: the API, the events, the states, and this part's own clock. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { API_ERRORS } from '../../sandbox/trustly-on-file/api-error.ts';
import { USUAL_FAULTS } from '../../sandbox/trustly-on-file/faults.ts';
import { PROVIDER_STATUSES } from '../../sandbox/trustly-on-file/provider-statuses.ts';
import { eventAuthorization, signRedirect } from '../../sandbox/trustly-on-file/signatures.ts';
import {
  newReference,
  startOnFileSite,
  type Answer,
  type OnFileSite,
} from '../support/sandbox/on-file-fixture.ts';
import { ON_FILE } from '../support/sandbox/on-file-merchant.ts';
import { waitFor } from '../support/wait.ts';

const DAY_MS = 86_400_000;
let site: OnFileSite;

beforeAll(async () => {
  site = await startOnFileSite();
});
afterAll(() => site.close());
beforeEach(async () => {
  await site.setFaults({ ...USUAL_FAULTS, stepMs: 0 });
  site.receiver.answerWith(200);
});

type Fields = Readonly<Record<string, string>>;

/** The events about this transaction as they arrived. */
const about = (id: string) => site.receiver.received.filter(({ fields }) => fields['objectId'] === id);
const eventOf = (id: string, status: string): Promise<Fields> =>
  waitFor(
    `event ${status} of ${id}`,
    () => about(id).find(({ fields }) => fields['status'] === status)?.fields,
  );

interface OnFile {
  id: string;
  splitToken: string;
}

async function account(choice: Record<string, unknown> = {}, changed: Fields = {}): Promise<OnFile> {
  const redirect = await site.logIn(choice, changed);
  const id = redirect.searchParams.get('transactionId') ?? '';
  return { id, splitToken: (await eventOf(id, '2'))['splitToken'] ?? '' };
}

const capture = ({ id, splitToken }: OnFile, changed: Fields = {}): Promise<Answer> =>
  site.post(`/transactions/${id}/capture`, {
    amount: '20.00',
    merchantReference: newReference(),
    splitToken,
    ...changed,
  });

function idOf({ body }: Answer): string {
  const { transaction } = body as { transaction?: { transactionId: string } };
  if (transaction === undefined) throw new Error(`no transaction: ${JSON.stringify(body)}`);
  return transaction.transactionId;
}

const state = async (id: string): Promise<unknown> => (await site.get(`/transactions/${id}`)).body;

async function captured(from: OnFile, amount = '20.00'): Promise<string> {
  const id = idOf(await capture(from, { amount }));
  await eventOf(id, '4');
  return id;
}

describe('an authorization', () => {
  test('tells the merchant its split token once, signed, before the player comes back with a signed address', async () => {
    const redirect = await site.logIn();
    const id = redirect.searchParams.get('transactionId') ?? '';
    expect(id).toMatch(/^[0-9]{15}$/);
    const events = about(id);
    expect(events.map(({ fields }) => fields['eventType'])).toEqual(['Establish', 'Authorize']);
    const { body, authorization, fields } = events[1] ?? { body: '', authorization: '', fields: {} };
    expect(authorization).toBe(eventAuthorization(body, ON_FILE.accessId, ON_FILE.accessKey));
    expect(fields).toMatchObject({
      merchantId: ON_FILE.merchantId,
      accessId: ON_FILE.accessId,
      paymentType: '2',
      transactionType: '1',
      objectType: 'Transaction',
      timeZone: 'Etc/UTC',
      fiCode: '200005501',
      statusMessage: 'Authorized',
      splitToken: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/) as string,
    });
    const [unsigned = ''] = redirect.href.split('&requestSignature=');
    expect(signRedirect(unsigned, ON_FILE.accessKey, 'url')).toBe(redirect.href);
    expect(Object.fromEntries(redirect.searchParams)).toMatchObject({
      transactionType: '1',
      status: '2',
      'payment.paymentType': '2',
      'payment.paymentProvider.type': '1',
      'payment.account.verified': 'true',
    });
  });

  test('shows bank and last digits of the account, and never the split token', async () => {
    const { id, splitToken } = await account();
    const { body } = await site.get(`/transactions/${id}`);
    expect(body).toMatchObject({
      transaction: {
        statusMessage: 'Authorized',
        payment: {
          paymentType: 2,
          account: { type: 1, accountNumber: expect.stringMatching(/^[0-9]{4}$/) as string },
          paymentProvider: { paymentProviderId: '200005501', name: 'Demo Bank' },
        },
      },
    });
    expect(JSON.stringify(body)).not.toContain(splitToken);
  });

  test('of a player who cannot log in leads to the cancelUrl, and is canceled', async () => {
    const redirect = await site.logIn({ passPhrase: 'AccountLocked' });
    expect(redirect.pathname).toBe('/cancel');
    expect(redirect.searchParams.get('payment.paymentProviderTransaction.status')).toMatch(/^UC0/);
    const id = redirect.searchParams.get('transactionId') ?? '';
    expect(await state(id)).toMatchObject({ transaction: { status: 7 } });
  });

  test('waits three seconds for the merchant at most', async () => {
    site.receiver.answerWith('silent');
    const redirect = await site.logIn();
    expect(redirect.pathname).toBe('/return');
  });
});

describe('a guaranteed capture', () => {
  test('goes from pending over authorized and processed to completed, each told once', async () => {
    const from = await account();
    const answer = await capture(from);
    expect(answer.body).toMatchObject({
      transaction: { transactionType: 3, status: 1, statusCode: 'SW010', amount: '20.00', pending: '20.00' },
    });
    const id = idOf(answer);
    await eventOf(id, '4');
    expect(about(id).map(({ fields }) => fields['eventType'])).toEqual(['Authorize', 'Process', 'Complete']);
    expect(about(id)[0]?.fields).toMatchObject({ parentObjectId: from.id, transactionType: '3' });
    expect(about(id).some(({ fields }) => 'splitToken' in fields)).toBe(false);
    expect(await state(id)).toMatchObject({ transaction: { status: 4, paid: '20.00', pending: '0.00' } });
  });

  test.each([
    [{ passPhrase: 'ExpiredSplitToken' }, '5', 'SW057', '326'],
    [{ passPhrase: 'tckerror', account: 0 }, '5', 'SW054', '390'],
    [{ passPhrase: 'tckerror', account: 1 }, '5', 'SW055', '390'],
    [{ passPhrase: 'tckerror', account: 2 }, '5', 'SW056', '330'],
    [{ passPhrase: 'NotEnoughFundsOnRefresh' }, '8', 'SW021', '331'],
    [{ passPhrase: 'Balance5' }, '8', 'SW021', '331'],
    [{ passPhrase: 'extendedreasoncode_110001' }, '5', 'SW057', '326'],
    [{ passPhrase: 'InvalidRouteCode' }, '5', 'SW056', '330'],
  ])(
    'from the account of %j ends with status %s, %s and error %s',
    async (choice, status, provider, errorCode) => {
      const id = idOf(await capture(await account(choice)));
      const fields = await eventOf(id, status);
      expect(fields).toMatchObject({ errorCode, 'paymentProviderTransaction.status': provider });
      expect('paymentProviderTransaction.thirdPartyDeclineCode' in fields).toBe(provider === 'SW055');
      if (choice.passPhrase === 'Balance5') expect(fields['suggestedRetryAmount']).toBe('5.00');
    },
  );

  describe('of which the control port says how it ends', () => {
    let from: OnFile;
    beforeAll(async () => {
      from = await account();
    });

    test.each(
      Object.entries(PROVIDER_STATUSES).filter(([, { ends }]) => ends === 'Failed' || ends === 'Denied'),
    )('ends with %s', async (status, { ends, errorCode }) => {
      await site.setFaults({ captureEnds: status });
      const id = idOf(await capture(from));
      const fields = await eventOf(id, ends === 'Failed' ? '5' : '8');
      expect(fields['paymentProviderTransaction.status']).toBe(status);
      expect(fields['errorCode']).toBe(errorCode === null ? undefined : String(errorCode));
    });
  });

  test('may say by its answer, or by an error, that it failed', async () => {
    const from = await account({ passPhrase: 'ExpiredSplitToken' });
    await site.setFaults({ declinesBy: 'answer' });
    expect((await capture(from)).body).toMatchObject({
      transaction: { status: 5, statusCode: 'SW057', errorCode: 326 },
    });
    await site.setFaults({ declinesBy: 'error' });
    expect(await capture(from)).toMatchObject({ status: 400, body: { errors: [{ code: 326 }] } });
  });

  test('needs a split token of its authorization, in its time', async () => {
    const [from, other] = [await account(), await account({ userName: 'other' })];
    const failed = async (answer: Answer) => (await eventOf(idOf(answer), '5'))['errorCode'];
    expect(await failed(await capture({ ...from, splitToken: '' }))).toBe('326');
    expect(await failed(await capture({ ...from, splitToken: other.splitToken }))).toBe('380');
    expect(await capture({ ...from, splitToken: 'nonsense' })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 397 }] },
    });
    await site.forward(USUAL_FAULTS.splitTokenLifetimeMs);
    expect(await failed(await capture(from))).toBe('326');
  });

  test('is refused by a reference that was used, but not while the first is pending or after it failed', async () => {
    const from = await account();
    const merchantReference = newReference();
    await site.setFaults({ heldAt: 'Pending' });
    const first = await capture(from, { merchantReference });
    const second = await capture(from, { merchantReference });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(idOf(second)).not.toBe(idOf(first));
    await site.post(`/transactions/${idOf(second)}/cancel`, { message: 'once is enough' });
    await site.setFaults({ heldAt: null });
    await eventOf(idOf(first), '4');
    expect(await capture(from, { merchantReference })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 210, location: 'merchantReference' }] },
    });
    const { body } = await site.get(`/transactions?merchantReference=${merchantReference}`);
    expect((body as { transactions: unknown[] }).transactions).toMatchObject([{ status: 7 }, { status: 4 }]);
  });

  test('that is silent is canceled, and stays so', async () => {
    const from = await account();
    await site.setFaults({ heldAt: 'Pending' });
    const id = idOf(await capture(from));
    expect((await site.post(`/transactions/${id}/cancel`, {})).body).toMatchObject({
      transaction: { status: 7 },
    });
    await site.setFaults({ heldAt: null });
    await eventOf(id, '7');
    expect((await site.post(`/transactions/${id}/cancel`, {})).status).toBe(200);
    expect(about(id)).toHaveLength(1);
  });

  test('whose answer is lost was done all the same', async () => {
    const from = await account();
    await site.setFaults({ api: 'lost' });
    const merchantReference = newReference();
    await expect(capture(from, { merchantReference })).rejects.toThrow('fetch failed');
    const { body } = await site.get(`/transactions?merchantReference=${merchantReference}`);
    expect((body as { transactions: unknown[] }).transactions).toHaveLength(1);
  });
});

test('a standard capture is completed after three banking days, or returned after two, and may be reversed days later', async () => {
  const [from, poor] = [await account(), await account({ passPhrase: 'Balance5' })];
  await site.setFaults({ captures: 'standard' });
  const [id, returned] = [idOf(await capture(from)), idOf(await capture(poor))];
  await eventOf(id, '3');
  expect(await state(id)).toMatchObject({ transaction: { status: 3 } });
  await site.forward(5 * DAY_MS);
  await eventOf(id, '4');
  expect(await eventOf(returned, '8')).toMatchObject({ 'paymentProviderTransaction.reasonCode': 'R01' });
  await site.forward(3 * DAY_MS);
  const move = { to: 'Reversed', providerStatus: 'AC114', reasonCode: 'R02', thirdPartyDeclineCode: null };
  expect((await site.control('POST', `/transactions/${id}/move`, move)).status).toBe(200);
  expect(await eventOf(id, '10')).toMatchObject({
    eventType: 'Reverse',
    'paymentProviderTransaction.reasonCode': 'R02',
  });
  expect(await state(id)).toMatchObject({ transaction: { status: 10, reversed: '20.00' } });
});

test('a pre-authorization bounds what is captured against it, guaranteed without a split token, within its window', async () => {
  const { id, splitToken } = await account();
  const order = (extra: Fields) =>
    site.post(`/transactions/${id}/capture/preAuth`, {
      amount: '30.00',
      merchantReference: newReference(),
      splitToken,
      ...extra,
    });
  const first = idOf(await order({ window: '72' }));
  await eventOf(first, '2');
  await captured({ id: first, splitToken: '' }, '20.00');
  expect(await capture({ id: first, splitToken: '' })).toMatchObject({
    status: 400,
    body: { errors: [{ code: 200, location: 'amount' }] },
  });
  await site.forward(72 * 3_600_000);
  await eventOf(first, '6');
  // Now it is a capture of the authorization, as any other.
  expect(await capture({ id: first, splitToken }, { amount: '15.00' })).toMatchObject({
    status: 200,
    body: { transaction: { originalTransactionId: id } },
  });
  expect(await order({})).toMatchObject({ body: { errors: [{ location: 'window' }] } });
  expect((await order({ period: '1' })).status).toBe(200);
});

test('refunds of a capture are other ones each time, never more than was taken, and change its state at their end', async () => {
  const id = await captured(await account());
  const refund = (amount: string) =>
    site.post(`/transactions/${id}/refund`, { amount, merchantReference: 'the same' });
  const [first, second] = [await refund('5.00'), await refund('5.00')];
  expect(idOf(first)).not.toBe(idOf(second));
  expect(await refund('10.01')).toMatchObject({ body: { errors: [{ code: 200, location: 'amount' }] } });
  await site.forward(5 * DAY_MS);
  await eventOf(id, '11');
  await refund('10.00');
  await site.forward(5 * DAY_MS);
  expect(await eventOf(id, '12')).toMatchObject({ eventType: 'Refund' });
});

test('a refund that fails leaves its amount to be refunded', async () => {
  const id = await captured(await account());
  await site.setFaults({ refundEnds: 'AC101' });
  const refund = () => site.post(`/transactions/${id}/refund`, { merchantReference: newReference() });
  const failed = idOf(await refund());
  expect((await refund()).status).toBe(400);
  await site.forward(5 * DAY_MS);
  await eventOf(failed, '8');
  await site.setFaults({ refundEnds: null });
  expect((await refund()).status).toBe(200);
});

test('a deposit is instant where that is asked for, standard otherwise, and can be reclaimed', async () => {
  const { id } = await account();
  const deposit = (extra: Fields) =>
    site.post(`/transactions/${id}/deposit`, {
      amount: '25.00',
      merchantReference: newReference(),
      ...extra,
    });
  const instant = await deposit({ instantPayoutRequest: 'true' });
  expect(instant.body).toMatchObject({ transaction: { transactionType: 6, status: 2, statusCode: 'AC100' } });
  await eventOf(idOf(instant), '4');
  const standard = idOf(await deposit({}));
  await eventOf(standard, '3');
  await site.forward(5 * DAY_MS);
  await eventOf(standard, '4');
  const reclaim = await site.post(`/transactions/${standard}/reclaim`, { merchantReference: newReference() });
  expect(reclaim.body).toMatchObject({ transaction: { transactionType: 7, amount: '25.00' } });
});

test('a payout to an account told by its numbers needs no login, and the numbers are not kept', async () => {
  const data = site.establishData({
    paymentType: 'Disbursement',
    'account.accountNumber': '9876543210',
    'account.routingNumber': '124003116',
  });
  const answer = await site.post('/establish', data);
  expect(answer.body).toMatchObject({
    transaction: { status: 2, payment: { account: { accountNumber: '3210' } } },
  });
  const deposit = await site.post(`/transactions/${idOf(answer)}/deposit`, {
    amount: '25.00',
    merchantReference: newReference(),
  });
  expect(deposit.status).toBe(200);
  expect(JSON.stringify(await site.get(`/transactions/${idOf(answer)}`))).not.toContain('9876543210');
  const wrong = site.establishData({
    paymentType: 'Disbursement',
    'account.accountNumber': '9876543210',
    'account.routingNumber': '124003117',
  });
  const before = (await site.transactions()).length;
  expect((await site.post('/establish', wrong)).status).toBe(400);
  expect((await site.transactions()).length).toBe(before);
});

test('an account whose numbers are typed waits for the code of its deposit, which comes after days, and three may be wrong', async () => {
  const numbers = { routingNumber: '124003116', accountNumber: '9876543210' };
  const redirect = await site.logIn({ numbers });
  expect(Object.fromEntries(redirect.searchParams)).toMatchObject({
    status: '2',
    'payment.paymentProvider.type': '2',
    'payment.account.verified': 'false',
  });
  const id = redirect.searchParams.get('transactionId') ?? '';
  expect(await eventOf(id, '2')).toMatchObject({ accountVerified: 'false', paymentProviderType: 'Manual' });
  expect(await capture({ id, splitToken: '' })).toMatchObject({
    status: 400,
    body: { errors: [{ code: 200 }] },
  });
  const depositCode = async () =>
    (await site.transactions()).find(({ transactionId }) => transactionId === id)?.depositCode ?? '';
  const code = await depositCode();
  const tell = async (typed: string) =>
    site.logIn({ code: typed }, { paymentType: 'Verification', transactionId: id });
  expect((await tell(code)).pathname).toBe('/cancel');
  await site.forward(4 * 86_400_000);
  expect((await tell('no')).pathname).toBe('/cancel');
  const verified = await tell(code);
  const event = await eventOf(verified.searchParams.get('transactionId') ?? '', '2');
  expect(event).toMatchObject({ eventType: 'VerifyCustomer', parentObjectId: id, accountVerified: 'true' });
  expect(event).not.toHaveProperty('splitToken');
  expect((await capture({ id, splitToken: '' })).status).toBe(200);
  expect([code, await depositCode()]).toEqual([expect.stringMatching(/^[A-Z]{3}$/), '']);
});

test('a login anew renews the split token of the same authorization, by the account that it is for', async () => {
  const old = await account({ passPhrase: 'ExpiredSplitToken' });
  const anew = { paymentType: 'Verification', authToken: 'new', transactionId: old.id };
  const redirect = await site.logIn({}, anew);
  const id = redirect.searchParams.get('transactionId') ?? '';
  const event = await eventOf(id, '2');
  expect(event).toMatchObject({ parentObjectId: old.id, paymentType: '5' });
  await captured({ id: old.id, splitToken: event['splitToken'] ?? '' });
  const stale = idOf(await capture(old));
  expect(await eventOf(stale, '5')).toMatchObject({ errorCode: '326' });
  expect((await site.logIn({ userName: 'somebody else' }, anew)).pathname).toBe('/cancel');
});

test('the bank tells of holder, account and balance, and refresh looks anew', async () => {
  const { id, splitToken } = await account({ passPhrase: 'NotEnoughFundsOnRefresh' });
  expect((await site.get(`/transactions/${id}/payment/paymentProvider/user`)).body).toMatchObject({
    user: { name: ['Dana Demo'] },
  });
  expect((await site.post(`/transactions/${id}/refresh`, { splitToken })).status).toBe(200);
  expect((await site.get(`/transactions/${id}/payment/paymentProvider/account/balance`)).body).toMatchObject({
    accountBalance: { amount: '0.00', currency: 'USD' },
  });
  expect((await site.get(`/transactions/${id}/accountSummary`)).body).toHaveProperty('summary');
  expect((await site.get('/users/lookup?externalId=1')).body).toEqual({ users: [] });
  const expired = await account({ passPhrase: 'ExpiredSplitToken' });
  expect(
    await site.post(`/transactions/${expired.id}/refresh`, { splitToken: expired.splitToken }),
  ).toMatchObject({
    body: { errors: [{ code: 326 }] },
  });
});

test('a consent that was revoked, and an authorization that was canceled, cannot be captured from', async () => {
  const [revoked, canceled] = [await account(), await account()];
  const move = { to: 'consent revoked', providerStatus: null, reasonCode: null, thirdPartyDeclineCode: null };
  await site.control('POST', `/transactions/${revoked.id}/move`, move);
  expect(await eventOf(revoked.id, '13')).toMatchObject({ eventType: 'CONSENT_REVOKED' });
  await site.post(`/transactions/${canceled.id}/cancel`, { message: 'forgotten' });
  for (const from of [revoked, canceled]) {
    expect(await capture(from)).toMatchObject({ status: 400, body: { errors: [{ code: 330 }] } });
  }
});

describe('events', () => {
  test('that are not answered with 200 are repeated every five minutes, for twelve hours', async () => {
    const from = await account();
    site.receiver.answerWith(500);
    await site.setFaults({ heldAt: 'Authorized' });
    const id = idOf(await capture(from));
    await waitFor('the first try', () => about(id).length === 1);
    for (const tries of [2, 3]) {
      await site.forward(5 * 60_000);
      await waitFor(`try ${tries}`, () => about(id).length === tries);
    }
    expect(new Set(about(id).map(({ body }) => body)).size).toBe(1);
    await site.forward(13 * 3_600_000);
    const gone = await waitFor('the end of it', async () =>
      (await site.events()).find(({ transactionId, state }) => transactionId === id && state === 'gone'),
    );
    expect(gone).toMatchObject({ attempts: 4, answer: '500' });
  });

  test('come three times, by one id, where they are to be repeated', async () => {
    const from = await account();
    await site.setFaults({ events: 'repeated' });
    const id = idOf(await capture(from));
    await waitFor('nine events', () => about(id).length === 9);
    expect(new Set(about(id).map(({ fields }) => fields['eventId'])).size).toBe(3);
  });

  test('come out of order, the last word first, with the times at which they happened', async () => {
    const from = await account();
    await site.setFaults({ events: 'outOfOrder', lateMs: DAY_MS });
    const id = idOf(await capture(from));
    await eventOf(id, '4');
    expect(about(id)).toHaveLength(1);
    await site.forward(DAY_MS);
    await waitFor('the others', () => about(id).length === 3);
    const ids = about(id).map(({ fields }) => Number(fields['eventId']));
    expect(ids[0]).toBe(Math.max(...ids));
  });

  test('come a day late where they are to be', async () => {
    const from = await account();
    await site.setFaults({ events: 'late', lateMs: DAY_MS });
    const id = idOf(await capture(from));
    await waitFor('the capture', async () => JSON.stringify(await state(id)).includes('Completed'));
    expect(about(id)).toEqual([]);
    await site.forward(DAY_MS);
    await eventOf(id, '4');
  });

  test('may be lost, and be sent later by hand', async () => {
    const from = await account();
    await site.setFaults({ events: 'lost' });
    const id = idOf(await capture(from));
    const lost = await waitFor('the lost one', async () =>
      (await site.events()).find(
        ({ transactionId, eventType }) => transactionId === id && eventType === 'Complete',
      ),
    );
    expect(lost.state).toBe('gone');
    expect(about(id)).toEqual([]);
    await site.control('POST', `/events/${lost.eventId}/send`, {});
    await eventOf(id, '4');
  });

  test.each(['forged', 'wrongSignature'] as const)('may be %s, which the signature tells', async (events) => {
    const from = await account();
    await site.setFaults({ events });
    const id = idOf(await capture(from));
    const isTrue = ({ body, authorization }: { body: string; authorization: string }) =>
      authorization === eventAuthorization(body, ON_FILE.accessId, ON_FILE.accessKey);
    await waitFor('all events', () => about(id).length === (events === 'forged' ? 6 : 3));
    expect(about(id).filter(isTrue)).toHaveLength(events === 'forged' ? 3 : 0);
  });

  test('go to the address that the establish names', async () => {
    const notificationUrl = `${site.receiver.url}/of-this-one`;
    const { id } = await account({}, { notificationUrl });
    expect(about(id)).toHaveLength(2);
  });
});

describe('the API', () => {
  test.each(Object.entries(API_ERRORS))(
    'answers error %s where it is to refuse so',
    async (code, { status }) => {
      await site.setFaults({ api: 'refused', refusedWith: Number(code) });
      expect(await site.get('/transactions')).toMatchObject({
        status,
        body: {
          errors: [
            {
              domain: expect.stringMatching(
                /^com\.trustly\.merchantgateway\.v1\.exception\.\w+Exception$/,
              ) as string,
              code: Number(code),
              occurredAt: expect.any(Number) as number,
            },
          ],
        },
      });
    },
  );

  test('takes JSON with inner objects as it takes forms', async () => {
    const { id, splitToken } = await account();
    const response = await fetch(`${site.sandbox.url()}/api/v1/transactions/${id}/capture`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${ON_FILE.accessId}:${ON_FILE.accessKey}`)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        amount: '20.00',
        merchantReference: newReference(),
        splitToken,
        metadata: { a: 'b' },
      }),
    });
    expect(response.status).toBe(200);
  });
});

describe('a sandbox that ends in the middle', () => {
  afterEach(() => site.setFaults({ heldAt: null }));

  test('goes on with captures and events where it was', async () => {
    const from = await account();
    await site.setFaults({ captures: 'standard' });
    const id = idOf(await capture(from));
    await eventOf(id, '3');
    await site.sandbox.restart();
    expect(await state(id)).toMatchObject({ transaction: { status: 3 } });
    await site.forward(5 * DAY_MS);
    await eventOf(id, '4');
    await captured(from);
  });
});
