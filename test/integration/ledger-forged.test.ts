/**
 * What the role of the bridge can write: what a defect of the program could write. The database refuses what cannot be so,
 * whichever statement says it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markCaptured } from '../../bridge/ledger/rail-payments.ts';
import { raiseAlarm } from '../../bridge/ledger/rail-alarms.ts';
import { Machines } from '../../bridge/ledger/machines.ts';
import { Database, type Queryable } from '../../bridge/platform/postgres/database.ts';
import { Digests } from '../../bridge/platform/secrets/digests.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { debitPayout, knowAccount, orderPayout } from '../support/rails/debited-payout.ts';

const AMOUNT = { minor: 2_000, currency: 'USD' };
const ACCOUNT = new Digests(Buffer.alloc(32)).account('a player');
const TO = { rail: 'minimal', account: ACCOUNT };

let site: BridgeSite;
let database: Database;
beforeAll(async () => {
  site = await BridgeSite.open();
  database = new Database(site.databaseUrl, { maxConnections: 1, onError: () => undefined });
  await new Machines(database).enrol('EGM-1', null, 'tests');
  await knowAccount(database, ACCOUNT, 'a token');
  await database.query(`INSERT INTO ledger_home (home) VALUES ('here')`);
});
afterAll(async () => {
  await database.end();
  await site.close();
});

type Setup = (tx: Queryable) => Promise<unknown>;
const nothing: Setup = async () => undefined;
const ordered: Setup = async (tx) => orderPayout(tx, 'o-1', 'EGM-1', AMOUNT, TO);
const captured: Setup = async (tx) => {
  await tx.query(
    `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, decline_code, decline_message)
     VALUES ('f-1', 'EGM-1', 'M', 2000, 'USD', 'DECLINED', 'BUSY', '')`,
  );
  await markCaptured(tx, { rail: 'minimal', paymentId: 'p-1', fundingId: 'f-1' }, AMOUNT, 0);
};
/** A payout that the rail refused, and for which a person is asked. */
const refused: Setup = async (tx) => {
  await debitPayout(tx, 'o-1', 'EGM-1', AMOUNT, TO);
  await tx.query(`UPDATE outbox SET tries = 1`);
  await tx.query(`UPDATE outbox SET state = 'REFUSED', ended_at = now()`);
  await raiseAlarm(tx, { rail: 'minimal', kind: 'PAYOUT_REFUSED', subject: 'payout-o-1', detail: {} });
};
const END_ALARM = `UPDATE rail_alarms SET ended_at = now(), ended_by = 'j.doe', reason = 'paid in cash'`;
/** And the person has paid it. */
const paidByHand: Setup = async (tx) => {
  await refused(tx);
  await tx.query(`UPDATE outbox SET state = 'SETTLED_BY_HAND'`);
  await tx.query(END_ALARM);
};
const revoked: Setup = async (tx) => {
  await tx.query(`UPDATE rail_accounts SET sealed_token = NULL, told_at = told_at + interval '1 second'`);
};
const restored: Setup = async (tx) => tx.query(`UPDATE ledger_home SET restored_at = now()`);

const returned: Setup = async (tx) => {
  await tx.query(
    `INSERT INTO bank_returns (authorization_id, payer) VALUES ('100', 'payer-0123456789abcdef')`,
  );
};

/** A capture of a payment from an account on file, of which its rail has told. */
const told: Setup = async (tx) => {
  await tx.query(
    `INSERT INTO page_payments (funding_id, asset, amount_minor, currency, payer)
     VALUES ('f-1', 'EGM-1', 2000, 'USD', 'payer-0123456789abcdef')`,
  );
  await tx.query(
    `INSERT INTO on_file_accounts (account_id, authorization_id, payer, verified, told_ms, told_event)
     VALUES ('account-0123456789', '100', 'payer-0123456789abcdef', true, 1, '1')`,
  );
  await tx.query(
    `INSERT INTO bank_logins (reference, kind, payer, funding_id) VALUES ('f-1', 'pay', 'payer-0123456789abcdef', 'f-1')`,
  );
  await tx.query(
    `INSERT INTO capture_attempts (reference, funding_id, number, account_id, amount_minor, currency)
     VALUES ('f-1.1', 'f-1', 1, 'account-0123456789', 2000, 'USD')`,
  );
  await tx.query(`INSERT INTO capture_holds (reference, attempt, hours) VALUES ('f-1.1.h', 'f-1.1', 24)`);
  await tx.query(
    `UPDATE capture_holds SET state = 'AUTHORIZED', transaction_id = '190', told_ms = 9, told_event = '9', tries = 1`,
  );
  await tx.query('UPDATE capture_attempts SET tries = 1, doubtful = true');
  await tx.query(`UPDATE capture_attempts SET state = 'SENT', sent_at = now()`);
  await tx.query(
    `UPDATE capture_attempts SET state = 'PENDING', transaction_id = '200', told_ms = 10, told_event = '10'`,
  );
  await tx.query(
    `INSERT INTO on_file_transactions (transaction_id, told_ms, told_event) VALUES ('300', 10, '10')`,
  );
};
const known: Setup = async (tx) => {
  await told(tx);
  await tx.query(
    `INSERT INTO passkeys (credential, payer, sealed, counter, used_ms)
     VALUES (repeat('a', 64), 'payer-0123456789abcdef', '\\x00', 3, 100)`,
  );
};
const BY_CARD = `INSERT INTO capture_attempts (reference, funding_id, number, account_id, by_card, amount_minor, currency)
  VALUES ('f-2.1', 'f-2', 1, 'account-0123456789', true, 1, 'USD')`;
/** Another phone has begun to pay. */
const onAnotherPhone: Setup = async (tx) => {
  await told(tx);
  await tx.query(
    `INSERT INTO page_payments (funding_id, asset, amount_minor, currency, payer)
     VALUES ('f-2', 'EGM-1', 1, 'USD', 'another-0123456789ab')`,
  );
};
const byCard: Setup = async (tx) => {
  await onAnotherPhone(tx);
  await tx.query(
    `INSERT INTO cards (player, payer, proof) VALUES (repeat('a', 64), 'payer-0123456789abcdef', repeat('b', 64))`,
  );
};
const heard: Setup = async (tx) => {
  await told(tx);
  await tx.query(
    `UPDATE capture_attempts SET state = 'COMPLETED', captured_at = now(), told_ms = 11, told_event = '11'`,
  );
};

/** Everything that a commit checks, in its order: what is booked at the end comes before the checks of the books. */
const AS_AT_COMMIT = [
  'SET CONSTRAINTS transfers_book, rail_payments_book, outbox_book, outbox_book_payout IMMEDIATE',
  'SET CONSTRAINTS ALL IMMEDIATE',
  'SET CONSTRAINTS ALL DEFERRED',
];

class RolledBack extends Error {}

async function attack(setup: Setup, statement: string): Promise<void> {
  await database
    .transaction(async (tx) => {
      await setup(tx);
      for (const text of [...AS_AT_COMMIT, statement, ...AS_AT_COMMIT]) await tx.query(text);
      throw new RolledBack('the database took it');
    })
    .catch((error: unknown) => {
      if (error instanceof RolledBack) return;
      throw error instanceof Error ? (error.cause ?? error) : error;
    });
}

describe('the database takes what is so', () => {
  it.each<[string, Setup, string]>([
    ['a payout for whose refusal a person is asked', refused, 'SELECT 1'],
    ['an alarm that ends when its payout is settled by hand', paidByHand, 'SELECT 1'],
    [
      'a token that its rail told later',
      nothing,
      `UPDATE rail_accounts SET sealed_token = 'x', told_at = told_at + interval '1 s'`,
    ],
    [
      'money of an account on file that its rail tells of',
      told,
      `UPDATE capture_attempts SET state = 'COMPLETED', captured_at = now(), told_ms = 11, told_event = '11'`,
    ],
    ['a capture from an account of another phone, which a card opens', byCard, BY_CARD],
    ['a card that is taken back', byCard, 'DELETE FROM cards'],
    ['a further restore', restored, `UPDATE ledger_home SET restored_at = now() + interval '1 s'`],
  ])('%s', async (_what, setup, statement) => {
    await expect(attack(setup, statement)).resolves.toBeUndefined();
  });
});

describe('the database refuses', () => {
  it.each<[string, Setup, string, string]>([
    [
      'money that left a machine by an order that had not left',
      ordered,
      `UPDATE transfers SET status = 'DEBITED', debited_minor = 2000, settled_at = now(), sent_at = now()`,
      'has not left',
    ],
    ['an alarm that ends while its payout waits for a person', refused, END_ALARM, 'no alarm says so'],
    [
      'a payout that waits for a person, of whom none is asked',
      async (tx) => {
        await debitPayout(tx, 'o-1', 'EGM-1', AMOUNT, TO);
        await tx.query('UPDATE outbox SET tries = 1');
      },
      `UPDATE outbox SET state = 'RETURNED', returned_at = now(), ended_at = now()`,
      'no alarm says so',
    ],
    [
      'an alarm that is opened again',
      paidByHand,
      'UPDATE rail_alarms SET ended_at = NULL, ended_by = NULL, reason = NULL',
      'only once',
    ],
    ['another person who ended an alarm', paidByHand, `UPDATE rail_alarms SET ended_by = 'x'`, 'only once'],
    ['an alarm about something else', refused, `UPDATE rail_alarms SET subject = 'x'`, 'permission denied'],
    ['an alarm of another kind', refused, `UPDATE rail_alarms SET kind = 'REVERSED'`, 'permission denied'],
    [
      'a consent that was taken back, and an older token',
      revoked,
      `UPDATE rail_accounts SET sealed_token = 'x', told_at = '2000-01-01'`,
      'as its rail told it last',
    ],
    [
      'a consent that was taken back, and a token of the same time',
      revoked,
      `UPDATE rail_accounts SET sealed_token = 'x'`,
      'as its rail told it last',
    ],
    [
      'a token that becomes that of another account',
      nothing,
      `UPDATE rail_accounts SET account = 'ubai:${'0'.repeat(32)}'`,
      'permission denied',
    ],
    ['a restore that is forgotten', restored, 'UPDATE ledger_home SET restored_at = NULL', 'not earlier'],
    [
      'a restore that was earlier',
      restored,
      `UPDATE ledger_home SET restored_at = '2000-01-01'`,
      'not earlier',
    ],
    [
      'a payment that was heard of in a run of its own',
      nothing,
      `INSERT INTO rail_payments (rail, payment_id, funding_id, currency, heard_in) VALUES ('m', 'p', 'f', 'USD', 'x')`,
      'permission denied',
    ],
    [
      'a payment that was heard of at a time of its own',
      nothing,
      `INSERT INTO rail_payments (rail, payment_id, funding_id, currency, heard_at) VALUES ('m', 'p', 'f', 'USD', now())`,
      'permission denied',
    ],
    [
      'another funding for a payment',
      captured,
      `UPDATE rail_payments SET funding_id = 'x'`,
      'permission denied',
    ],
    [
      'an order that was given in a run of its own',
      nothing,
      `INSERT INTO transfers (transfer_id, funding_id, asset, amount_minor, currency, board_serial, board_memory, answer_by, ordered_in)
       VALUES ('000001-0000000001', 'f', 'EGM-1', 1, 'USD', 'B', '00000001', now(), 'x')`,
      'permission denied',
    ],
    [
      'a payout for a machine that is not there',
      nothing,
      `INSERT INTO payouts (payout_id, asset, amount_minor, currency, rail, account)
       VALUES ('o-9', 'EGM-NONE', 2000, 'USD', 'minimal', '${ACCOUNT}')`,
      'violates foreign key',
    ],
    [
      'a notification that came at a time of its own',
      nothing,
      `INSERT INTO inbox (rail, notification_id, sealed_body, event, received_at) VALUES ('m', 'n', '', '{}', now())`,
      'permission denied',
    ],
    [
      'an entry of the trail with a time of its own',
      nothing,
      `INSERT INTO audit (event, subject, detail, at) VALUES ('x', 'x', '{}', now())`,
      'permission denied',
    ],
    [
      'an entry of the trail with a number of its own',
      nothing,
      `INSERT INTO audit (entry_id, event, subject, detail) OVERRIDING SYSTEM VALUE VALUES (1000000, 'x', 'x', '{}')`,
      'permission denied',
    ],
    [
      'a funding, a note or a meter reading of another day',
      nothing,
      `INSERT INTO meter_readings (asset, memory_id, read_at, cashless_in, notes_in) VALUES ('EGM-1', '1', '2000-01-01', 1, 1)`,
      'permission denied',
    ],
    [
      'a reservation that moves to another account',
      nothing,
      `UPDATE limit_reservations SET ubai = 'x'`,
      'permission denied',
    ],
    ['another amount to capture', told, 'UPDATE capture_attempts SET amount_minor = 1', 'permission denied'],
    ['another funding to capture', told, `UPDATE capture_attempts SET funding_id = 'x'`, 'permission denied'],
    [
      'a capture that was ordered in a run of its own',
      told,
      `UPDATE capture_attempts SET ordered_in = server_run()`,
      'permission denied',
    ],
    [
      'a capture that says who wrote it',
      told,
      `UPDATE capture_attempts SET written_by = xmin::text`,
      'permission denied',
    ],
    [
      'a try to capture that is forgotten',
      told,
      'UPDATE capture_attempts SET tries = 0',
      'cannot be changed',
    ],
    [
      'a doubt about a capture that is forgotten',
      told,
      'UPDATE capture_attempts SET doubtful = false',
      'cannot be changed',
    ],
    [
      'what a rail told of a capture before',
      told,
      `UPDATE capture_attempts SET told_ms = 9, told_event = '9'`,
      'cannot be changed',
    ],
    ['a capture that was not sent', told, `UPDATE capture_attempts SET state = 'ORDERED'`, 'cannot go from'],
    [
      'money that was captured at another time',
      heard,
      `UPDATE capture_attempts SET captured_at = captured_at - interval '1 s'`,
      'cannot be changed',
    ],
    [
      'money that was not captured',
      heard,
      'UPDATE capture_attempts SET captured_at = NULL',
      'cannot be changed',
    ],
    [
      'money of a capture that its rail knows nothing of',
      async (tx) => {
        await told(tx);
        await tx.query(`UPDATE capture_attempts SET state = 'FAILED'`);
        await tx.query(
          `INSERT INTO capture_attempts (reference, funding_id, number, account_id, amount_minor, currency)
           VALUES ('f-1.2', 'f-1', 2, 'account-0123456789', 2000, 'USD')`,
        );
      },
      `UPDATE capture_attempts SET captured_at = now() WHERE number = 2`,
      'capture_attempts_money_known',
    ],
    ['a capture that is struck out', told, 'DELETE FROM capture_attempts', 'permission denied'],
    ['a hold of another attempt', told, `UPDATE capture_holds SET attempt = 'x'`, 'permission denied'],
    ['a hold for longer', told, 'UPDATE capture_holds SET hours = 48', 'permission denied'],
    ['a hold that comes back', told, `UPDATE capture_holds SET state = 'SENT'`, 'cannot go from'],
    [
      'a hold that is told earlier',
      told,
      `UPDATE capture_holds SET told_ms = 8, told_event = '8'`,
      'cannot be changed',
    ],
    ['a hold that is struck out', told, 'DELETE FROM capture_holds', 'permission denied'],
    ['another amount to pay', told, 'UPDATE page_payments SET amount_minor = 1', 'permission denied'],
    [
      'a payment that was begun at a time of its own',
      nothing,
      `INSERT INTO page_payments (funding_id, asset, amount_minor, currency, payer, begun_at)
       VALUES ('f-2', 'EGM-1', 1, 'USD', 'payer-0123456789abcdef', now())`,
      'permission denied',
    ],
    [
      'an account on file that becomes that of another player',
      told,
      `UPDATE on_file_accounts SET payer = 'another-0123456789ab'`,
      'permission denied',
    ],
    [
      'an account on file that becomes another account',
      told,
      `UPDATE on_file_accounts SET authorization_id = '101'`,
      'permission denied',
    ],
    [
      'a login at the bank for another payment',
      told,
      `UPDATE bank_logins SET funding_id = 'x'`,
      'permission denied',
    ],
    [
      'a login at the bank from which another phone came back',
      returned,
      `UPDATE bank_returns SET payer = 'another-0123456789ab'`,
      'permission denied',
    ],
    [
      'a second phone that came back from one login at the bank',
      returned,
      `INSERT INTO bank_returns (authorization_id, payer) VALUES ('100', 'another-0123456789ab')`,
      'bank_returns_pkey',
    ],
    [
      'a passkey that opens the accounts of another phone',
      known,
      `UPDATE passkeys SET payer = 'another-0123456789ab'`,
      'permission denied',
    ],
    ['a passkey with another key', known, `UPDATE passkeys SET sealed = '\\x01'`, 'permission denied'],
    [
      'an answer of a passkey that was given before',
      known,
      `UPDATE passkeys SET counter = 4, used_ms = 100`,
      'was used since',
    ],
    [
      'an answer of a passkey with a counter that was used',
      known,
      `UPDATE passkeys SET counter = 3, used_ms = 101`,
      'was used since',
    ],
    ['a passkey that is gone before its last account', known, `DELETE FROM passkeys`, 'opens an account'],
    [
      'a passkey of a phone without an account',
      told,
      `INSERT INTO passkeys (credential, payer, sealed, counter, used_ms)
       VALUES (repeat('b', 64), 'another-0123456789ab', '\\x00', 0, 100)`,
      'has none',
    ],
    ['a capture from an account of another phone that no card opens', onAnotherPhone, BY_CARD, 'by a card'],
    [
      'a capture from an account of another phone that says that it is none',
      byCard,
      BY_CARD.replace('true', 'false'),
      'by a card',
    ],
    [
      'a capture by a card that says afterwards that it was none',
      told,
      'UPDATE capture_attempts SET by_card = true',
      'permission denied',
    ],
    [
      'a card that opens the accounts of another phone',
      byCard,
      `UPDATE cards SET payer = 'another-0123456789ab'`,
      'permission denied',
    ],
    [
      'a card of a phone without an account',
      told,
      `INSERT INTO cards (player, payer, proof) VALUES (repeat('a', 64), 'another-0123456789ab', repeat('b', 64))`,
      'has none',
    ],
    [
      'what a rail told of a transaction before',
      told,
      `UPDATE on_file_transactions SET told_ms = 9, told_event = '9'`,
      'as its rail told it last',
    ],
    [
      'another transaction that a rail told of',
      told,
      `UPDATE on_file_transactions SET transaction_id = '301'`,
      'permission denied',
    ],
  ])('%s', async (_what, setup, statement, refusal) => {
    await expect(attack(setup, statement)).rejects.toThrow(refusal);
  });
});
