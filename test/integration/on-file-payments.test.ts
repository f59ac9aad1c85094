/** Payments from an account on file, in a real bridge against the sandbox: from the tap to the meter [exactly-once]. */
import { describe, expect, it } from 'vitest';
import type { Card } from '../../bridge/ledger/cards.ts';
import { Digests, type PlayerDigest } from '../../bridge/platform/secrets/digests.ts';
import { operator } from '../support/bridge/bridge-site.ts';
import { READY_CABINET } from '../support/bridge/test-kiosk.ts';
import { eventOf, tell } from '../support/rails/on-file-phone.ts';
import { aPlayer, BACK, DAY_MS, OnFileProperty } from '../support/rails/on-file-property.ts';

const property = OnFileProperty.ofTests();
const { aPayment, stateOf, reaches, captureOf, captures, logIn, isOnFloor, comesBack, onFile, tapped } =
  property;

describe('the first payment', () => {
  it('goes from the bank login to the meter, and the account is on file', async () => {
    await property.trustly.behave({ heldAt: 'Pending' });
    const payment = aPayment();
    const login = await property.page.begin(payment, BACK);
    expect(await property.page.begin(payment, BACK)).toEqual(login);
    expect(await stateOf(payment)).toEqual({ kind: 'waiting-for-bank', attempt: 1 });
    const redirect = await property.trustly.logIn(login, aPlayer());
    expect(redirect.href.startsWith(`${BACK.done}?`)).toBe(true);
    expect(await captureOf(payment)).toMatchObject({
      originalTransactionId: redirect.searchParams.get('transactionId'),
      amount: '20.00',
    });
    expect(await stateOf(payment)).toEqual({ kind: 'capturing' });
    await property.trustly.behave();
    await reaches(payment, { kind: 'added', credited: payment.amount });
    expect(await property.page.accountsOf(payment.payer)).toEqual([]);
    await comesBack(payment, redirect);
    expect(await property.page.accountsOf(payment.payer)).toMatchObject([
      { bankName: 'Demo Bank', lastFour: expect.stringMatching(/^[0-9]{4}$/) as string },
    ]);
  });

  it('leaves no split token in the clear, nor in what is kept of the event [secrets-kept]', async () => {
    const { authorizationId } = await onFile();
    const tables = ['inbox', 'on_file_accounts', 'audit', 'capture_attempts', 'rail_accounts'];
    const rows = await Promise.all(
      tables.map((table) => property.site.sql(`SELECT to_jsonb(t)::text AS row FROM ${table} t`)),
    );
    const kept = rows.flat().map(({ row }) => String(row));
    expect(kept.some((row) => row.includes(authorizationId))).toBe(true);
    expect(kept.filter((row) => row.includes('splitToken'))).toEqual([]);
    const [sealed] = await property.site.sql(
      'SELECT sealed_split_token AS token FROM on_file_accounts WHERE authorization_id = $1',
      [authorizationId],
    );
    expect(sealed?.['token']).toBeInstanceOf(Buffer);
  });

  it('goes on without the event of the bank login, when the browser comes back', async () => {
    await property.trustly.behave({ events: 'lost', missingSplitToken: 'accepted' });
    const payment = aPayment();
    const { search } = await logIn(payment);
    const query = search.slice(1);
    expect(
      await property.page.returned(BACK.done, query.replace('status=2', 'status=3'), payment.payer),
    ).toEqual({
      kind: 'not-signed',
    });
    expect(await stateOf(payment)).toMatchObject({ kind: 'waiting-for-bank' });
    await property.trustly.behave({ missingSplitToken: 'accepted' });
    expect(await property.page.returned(BACK.done, query, payment.payer)).toEqual({
      kind: 'returned',
      fundingId: payment.fundingId,
      isAuthorized: true,
      isOfPayer: true,
    });
    await reaches(payment, { kind: 'added' });
  });

  it('goes on where the event is lost and the browser does not come back: Trustly is asked', async () => {
    await property.trustly.behave({ events: 'lost', missingSplitToken: 'accepted' });
    const payment = aPayment();
    await logIn(payment);
    await property.trustly.behave({ missingSplitToken: 'accepted' });
    expect(await stateOf(payment)).toMatchObject({ kind: 'waiting-for-bank' });
    // Half a minute at the bank.
    await property.site.sql(
      `SET session_replication_role = replica; UPDATE bank_logins SET begun_at = begun_at - interval '30 seconds'`,
    );
    expect(await property.page.begin(payment, BACK)).toBeNull();
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment)).toHaveLength(1);
  });

  it('asks for the bank login anew where Trustly takes nothing without the token that was lost', async () => {
    await property.trustly.behave({ events: 'lost' });
    const payment = aPayment();
    const player = aPlayer();
    const { search } = await logIn(payment, player);
    await property.trustly.behave();
    await property.page.returned(BACK.done, search.slice(1), payment.payer);
    await reaches(payment, { kind: 'refresh-needed' });
    await property.trustly.logIn(await property.page.refresh(payment.fundingId, BACK), player);
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment, 2)).toHaveLength(1);
  });

  it.each(['url', 'query'] as const)(
    'believes a redirect that is signed over the %s',
    async (redirectSignature) => {
      await property.trustly.behave({ redirectSignature });
      const payment = aPayment();
      const { search } = await logIn(payment);
      expect(await property.page.returned(BACK.done, search.slice(1), payment.payer)).toMatchObject({
        kind: 'returned',
      });
      await reaches(payment, { kind: 'added' });
    },
  );

  it('of a player who leaves the bank takes nothing, and may be tried again', async () => {
    const payment = aPayment();
    const redirect = await logIn(payment, { passPhrase: 'AccountLocked' });
    expect(redirect.href.startsWith(`${BACK.cancelled}?`)).toBe(true);
    expect(
      await property.page.returned(BACK.cancelled, redirect.search.slice(1), payment.payer),
    ).toMatchObject({
      isAuthorized: false,
    });
    await logIn(payment);
    await reaches(payment, { kind: 'added' });
    expect(await captures(payment)).toHaveLength(1);
  });
});

it('an account is offered to no phone but the one that came back from the bank with it [checked-at-the-door]', async () => {
  const payment = aPayment();
  const stranger = aPayment();
  // Somebody is brought to log in at the bank for the payment of another's phone.
  const redirect = await logIn(payment);
  await reaches(payment, { kind: 'added' });
  await property.page.returned(BACK.done, redirect.search.slice(1), stranger.payer);
  await property.page.returned(BACK.done, redirect.search.slice(1), null);
  expect(await property.page.accountsOf(payment.payer)).toEqual([]);
  expect(await property.page.accountsOf(stranger.payer)).toEqual([]);
  const [account] = await property.site.sql<{ id: string }>(
    'SELECT account_id AS id FROM on_file_accounts WHERE payer = $1',
    [payment.payer],
  );
  const next = aPayment(payment.payer);
  expect(await property.page.pay(next, { accountId: account?.id ?? '', attempt: 1 })).toMatchObject({
    kind: 'choose-bank',
  });
  expect(await captures(next)).toEqual([]);
});

describe('one tap', () => {
  it('pays from the account on file, once, however often it is tapped', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    await property.trustly.behave({ heldAt: 'Pending' });
    const taps = await Promise.all(
      [1, 2, 3].map(async () => property.page.pay(payment, { accountId, attempt: 1 })),
    );
    for (const state of taps) expect(state).toEqual({ kind: 'capturing' });
    await captureOf(payment);
    await property.trustly.behave();
    await reaches(payment, { kind: 'added' });
    expect(await property.page.pay(payment, { accountId, attempt: 1 })).toMatchObject({ kind: 'added' });
    expect(await captures(payment)).toHaveLength(1);
    expect(property.kiosk.sent.filter((text) => text.includes('transfer.result'))).toHaveLength(2);
  });

  it('beyond the daily limit of the account takes nothing at the bank [atomic-limits]', async () => {
    const { payer, accountId } = await onFile({ ...aPlayer(), passPhrase: 'Balance5000' });
    const large = { ...aPayment(payer), amount: { minor: 97_000, currency: 'USD' } };
    await property.page.pay(large, { accountId, attempt: 1 });
    await reaches(large, { kind: 'added' });
    const payment = aPayment(payer);
    await property.page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, { kind: 'declined', mayTryAgain: false });
    expect(JSON.stringify(await stateOf(payment))).toContain('daily limit');
    expect(await captures(payment)).toEqual([]);
    const within = { ...aPayment(payer), amount: { minor: 1_000, currency: 'USD' } };
    await property.page.pay(within, { accountId, attempt: 1 });
    await reaches(within, { kind: 'added' });
  });

  it.each([
    ['account', 'by its token'],
    ['other_key', 'by its fingerprint'],
  ])(
    'takes nothing from an account that a list has as its %s, %s, and offers nothing else [excluded-stays-out]',
    async (key) => {
      const { payer, accountId } = await onFile();
      await property.site.sql(
        `INSERT INTO exclusions (source, kind, subject, added_by)
       SELECT 'test', 'account', ${key}, 'test' FROM on_file_accounts WHERE account_id = $1`,
        [accountId],
      );
      const payment = aPayment(payer);
      await property.page.pay(payment, { accountId, attempt: 1 });
      await reaches(payment, { kind: 'not-taken-here' });
      expect(JSON.stringify(await stateOf(payment))).not.toMatch(/exclu|list|limit/i);
      expect(await captures(payment)).toEqual([]);
    },
  );

  describe('of a player who is excluded when the account is not [excluded-stays-out]', () => {
    let players = 0;
    const aDigest = () => (++players).toString(16).padStart(64, 'd') as PlayerDigest;
    const exclude = async (player: PlayerDigest) =>
      property.site.sql(
        `INSERT INTO exclusions (source, kind, subject, added_by) VALUES ('test', 'player', $1, 'test')`,
        [player],
      );
    const isCardOf = async (payer: string, player: PlayerDigest) =>
      property.site.sql('INSERT INTO cards (player, payer, proof) VALUES ($1, $2, $1)', [player, payer]);

    it('takes nothing where the list comes while the player is at the bank', async () => {
      const player = aDigest();
      const payment = { ...aPayment(), player };
      const login = await property.page.begin(payment, BACK);
      await exclude(player);
      await property.trustly.logIn(login, aPlayer());
      await reaches(payment, { kind: 'not-taken-here' });
      expect(await captures(payment)).toEqual([]);
    });

    it('takes nothing where the card is put in after the tap', async () => {
      const payment = aPayment();
      const login = await property.page.begin(payment, BACK);
      const [id, { url }] = [`P-LATE-${property.asset}`, property.bridge];
      await operator(url, 'POST', '/floor/exclusions/test', { kind: 'player', id });
      await operator(url, 'PUT', `/floor/machines/${property.asset}/player`, { playerId: id });
      await property.trustly.logIn(login, aPlayer());
      await reaches(payment, { kind: 'not-taken-here' });
      expect(await captures(payment)).toEqual([]);
    });

    it('takes nothing where the card is out, and is known to be of this phone or of the phone that it is paid from', async () => {
      const { payer, accountId } = await onFile();
      const player = aDigest();
      await isCardOf(payer, player);
      await exclude(player);
      const here = aPayment(payer);
      await property.page.pay(here, { accountId, attempt: 1 });
      await reaches(here, { kind: 'not-taken-here' });
      const elsewhere = aPayment();
      await property.page.pay(elsewhere, { accountId, attempt: 1, card: { player, payer } });
      await reaches(elsewhere, { kind: 'not-taken-here' });
      expect([await captures(here), await captures(elsewhere)]).toEqual([[], []]);
    });

    it('gives back what was taken when the list came', async () => {
      const { payer, accountId } = await onFile();
      const player = aDigest();
      const payment = { ...aPayment(payer), player };
      await property.trustly.behave({ heldAt: 'Pending' });
      await property.page.pay(payment, { accountId, attempt: 1 });
      await captureOf(payment);
      await exclude(player);
      await property.trustly.behave();
      await expect
        .poll(async () => property.moneyOf(payment))
        .toEqual({ captured: 2_000, refunded: 2_000, credited: 0 });
    });
  });

  it('takes nothing at the bank while the machine cannot be credited, and is paid when it can', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    property.kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, conditions: ['DOOR_OPEN'] } });
    await isOnFloor({ conditions: ['DOOR_OPEN'] });
    await property.page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, { kind: 'declined', mayTryAgain: true });
    expect(await captures(payment)).toEqual([]);
    property.kiosk.send({ type: 'cabinet', status: READY_CABINET });
    await isOnFloor({ conditions: [] });
    await property.page.pay(payment, { accountId, attempt: 2 });
    await reaches(payment, { kind: 'added' });
  });

  it('takes nothing at the bank where the machine does not take the amount', async () => {
    const { payer, accountId } = await onFile();
    const payment = aPayment(payer);
    property.kiosk.send({ type: 'cabinet', status: { ...READY_CABINET, maxTransfer: 1_000 } });
    await isOnFloor({ maxTransfer: 1_000 });
    await property.page.pay(payment, { accountId, attempt: 1 });
    await reaches(payment, { kind: 'declined', mayTryAgain: false });
    expect(await captures(payment)).toEqual([]);
  });

  it('is refused with another amount, and takes nothing from an account of somebody else', async () => {
    const { payment, accountId } = await tapped();
    await expect(
      property.page.pay({ ...payment, amount: { minor: 1, currency: 'USD' } }, { accountId, attempt: 1 }),
    ).rejects.toThrow('another content');
    const stranger = aPayment();
    expect(await property.page.pay(stranger, { accountId, attempt: 1 })).toEqual({
      kind: 'choose-bank',
      attempt: 1,
    });
    await reaches(payment, { kind: 'added' });
  });

  it('from an account of another phone takes money only while the card of this very player opens it', async () => {
    const [{ payer, accountId }, another] = [await onFile(), await onFile()];
    const digests = new Digests(Buffer.alloc(32));
    const [player, stranger] = [digests.player('a'), digests.player('b')];
    const confirmed = 'INSERT INTO cards (player, payer, proof) VALUES ($1, $2, $3)';
    await property.site.sql(confirmed, [player, payer, '0'.repeat(64)]);
    await property.site.sql(confirmed, [stranger, another.payer, '0'.repeat(64)]);
    const payment = aPayment();
    const right = { player, payer };
    const tap = async (card: Card) => property.page.pay(payment, { accountId, attempt: 1, card });
    for (const card of [
      { player: stranger, payer },
      { player: stranger, payer: another.payer },
      { player, payer: another.payer },
    ])
      expect(await tap(card)).toEqual({ kind: 'choose-bank', attempt: 1 });
    await tap(right);
    await reaches(payment, { kind: 'added' });
    await property.page.forget(payer, accountId);
    expect(await property.site.sql('SELECT 1 FROM cards WHERE payer = $1', [payer])).toEqual([]);
    const next = aPayment();
    await property.page.pay(next, { accountId, attempt: 1, card: right });
    expect(await property.page.stateOf(next.fundingId)).toEqual({ kind: 'choose-bank', attempt: 1 });
  });

  it('with a token that was put in from another account asks the bank for nothing, and says so at once [secrets-kept]', async () => {
    const [mine, other] = [await onFile(), await onFile()];
    await property.site.sql(
      `UPDATE on_file_accounts SET sealed_split_token = (SELECT sealed_split_token FROM on_file_accounts WHERE account_id = $2)
       WHERE account_id = $1`,
      [mine.accountId, other.accountId],
    );
    const payment = aPayment(mine.payer);
    await property.page.pay(payment, { accountId: mine.accountId, attempt: 1 });
    await reaches(payment, { kind: 'declined' });
    expect(await captures(payment)).toEqual([]);
  });

  it('from a forgotten account takes nothing: its token is deleted', async () => {
    const { payer, accountId } = await onFile();
    expect(await property.page.forget(payer, accountId)).toBe(true);
    expect(await property.page.forget(payer, accountId)).toBe(false);
    expect(await property.page.accountsOf(payer)).toEqual([]);
    const payment = aPayment(payer);
    expect(await property.page.pay(payment, { accountId, attempt: 1 })).toEqual({
      kind: 'choose-bank',
      attempt: 1,
    });
    const [row] = await property.site.sql(
      'SELECT sealed_split_token, bank_name, last_four FROM on_file_accounts WHERE account_id = $1',
      [accountId],
    );
    expect(row).toEqual({ sealed_split_token: null, bank_name: null, last_four: null });
    const tokens = await property.site.sql(
      `SELECT 1 FROM rail_accounts r JOIN on_file_accounts a USING (account) WHERE a.account_id = $1 AND r.sealed_token IS NOT NULL`,
      [accountId],
    );
    expect(tokens).toEqual([]);
  });

  it('of which the consent was taken back takes nothing', async () => {
    const { payer, authorizationId } = await onFile();
    await property.trustly.move(authorizationId, 'consent revoked');
    await expect.poll(() => property.page.accountsOf(payer)).toEqual([]);
  });

  it('is not possible where the consent was taken back before the account was heard of', async () => {
    const payment = aPayment();
    await property.trustly.behave({ events: 'late' });
    const redirect = await logIn(payment);
    const authorizationId = redirect.searchParams.get('transactionId') ?? '';
    await property.trustly.behave();
    await property.trustly.move(authorizationId, 'consent revoked');
    await expect
      .poll(() =>
        property.site.sql('SELECT 1 FROM on_file_accounts WHERE authorization_id = $1', [authorizationId]),
      )
      .toHaveLength(1);
    await property.trustly.calls.forward(2 * DAY_MS);
    await property.trustly.allTold();
    expect(await property.page.accountsOf(payment.payer)).toEqual([]);
    expect(await captures(payment)).toEqual([]);
  });
});

describe('an event', () => {
  it('of another merchant or of an unknown kind changes nothing', async () => {
    const payment = aPayment();
    await property.page.begin(payment, BACK);
    const transaction = {
      transactionId: '1002',
      transactionType: 1,
      merchantReference: payment.fundingId,
      status: 2,
    };
    const event = eventOf(transaction, { eventType: 'Authorize', splitToken: 'a-token' });
    expect(await tell(property.bridge.url, { ...event, merchantId: 'another' })).toBe(403);
    expect(
      await tell(property.bridge.url, { ...event, eventId: `${event['eventId']}8`, transactionType: '99' }),
    ).toBe(200);
    expect(await property.page.accountsOf(payment.payer)).toEqual([]);
    expect(await captures(payment)).toEqual([]);
  });
});
