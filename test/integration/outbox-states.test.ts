/** The database allows exactly what the table of the outbox's states says, and what was heard of money stays heard. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../../bridge/ledger/ledger-check.ts';
import { OUTBOX_STATES, type OutboxState } from '../../bridge/ledger/outbox-states.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { refusedStatements } from '../support/databases/refused-statements.ts';

let site: BridgeSite;
let client: Client;
beforeAll(async () => {
  site = await BridgeSite.open();
  client = new Client({ connectionString: site.ownerUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await site.close();
});

const STATES = Object.keys(OUTBOX_STATES) as OutboxState[];
const ended = (state: OutboxState) => `ended_at = ${state === 'DUE' ? 'NULL' : 'now()'}`;

const refusal = (...statements: readonly string[]) => refusedStatements(client, ...statements);

/** A captured payment whose funding is declined: the database writes the refund. */
const CAPTURED = [
  `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, decline_code, decline_message)
   VALUES ('f-1', 'EGM-1', 'M', 2000, 'USD', 'DECLINED', 'BUSY', '')`,
  `INSERT INTO rail_payments (rail, payment_id, funding_id, currency, captured_minor) VALUES ('r', 'p-1', 'f-1', 'USD', 2000)`,
];

const standing = (state: OutboxState) => [
  ...CAPTURED,
  'SET LOCAL session_replication_role = replica',
  `UPDATE outbox SET state = '${state}', ${ended(state)}`,
  'SET LOCAL session_replication_role = origin',
];

describe('a row of the outbox', () => {
  it.each(STATES.flatMap((from) => STATES.map((to) => ({ from, to }))))(
    'from $from to $to: as the table says',
    async ({ from, to }) => {
      const next: readonly string[] = OUTBOX_STATES[from].next;
      const refused = await refusal(...standing(from), `UPDATE outbox SET state = '${to}', ${ended(to)}`);
      const isAllowed = next.includes(to) || (from === 'DUE' && to === 'DUE');
      expect(refused === null).toBe(isAllowed);
    },
  );

  it('has no other states', async () => {
    const { rows } = await client.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = 'outbox'::regclass AND contype = 'c'`,
    );
    const all = STATES.map((state) => `'${state}'::text`).join(', ');
    expect(rows.map(({ text }) => text)).toContain(`CHECK ((state = ANY (ARRAY[${all}])))`);
  });

  it.each([
    ['was tried', 'UPDATE outbox SET tries = 1'],
    [
      'was written before the server was started anew, which may have been set back',
      `SET LOCAL session_replication_role = replica; UPDATE outbox SET written_in = 'an earlier run';
       SET LOCAL session_replication_role = origin`,
    ],
  ])('that %s may have left, and is not withdrawn', async (_what, doubt) => {
    const withdraw = `UPDATE outbox SET state = 'WITHDRAWN', ended_at = now()`;
    expect(await refusal(...CAPTURED, withdraw)).toBeNull();
    expect(await refusal(...CAPTURED, doubt, withdraw)).toContain('may have left');
  });

  it.each([
    `UPDATE outbox SET amount_minor = 1`,
    `UPDATE outbox SET business_key = 'another'`,
    `UPDATE outbox SET tries = -1`,
    `DELETE FROM outbox`,
    `UPDATE rail_payments SET captured_minor = 1`,
    `UPDATE rail_payments SET reversed_minor = -1`,
    `DELETE FROM rail_payments`,
  ])('keeps what it asks for: %s', async (change) => {
    expect(await refusal(...CAPTURED, change)).not.toBeNull();
  });

  it('is written once for a payment, with what was neither reversed nor credited', async () => {
    const owed = async (...more: string[]) => {
      await client.query('BEGIN');
      try {
        for (const statement of [...CAPTURED, ...more]) await client.query(statement);
        const { rows } = await client.query<{ key: string; minor: number }>(
          'SELECT business_key AS key, amount_minor::int AS minor FROM outbox',
        );
        return rows;
      } finally {
        await client.query('ROLLBACK');
      }
    };
    const refund = { key: 'refund-f-1', minor: 2000 };
    expect(await owed()).toEqual([refund]);
    expect(await owed(`SELECT owe_refund('f-1')`, 'UPDATE rail_payments SET reversed_minor = 0')).toEqual([
      refund,
    ]);
  });
});

describe('audit verify', () => {
  const TOLD = `INSERT INTO audit (event, subject, detail)
    VALUES ('payment.captured', 'f-1', '{"amount": {"minor": 2000, "currency": "USD"}}')`;

  it.each([
    ['DELETE FROM outbox', 'is captured, and neither credited nor refunded'],
    [`UPDATE outbox SET state = 'DONE', ended_at = now()`, 'is DONE, the trail says DUE'],
    ['UPDATE outbox SET amount_minor = 2001', 'is not what the trail says was owed'],
    ['UPDATE rail_payments SET captured_minor = 2001', 'what was captured is not what the trail says'],
    ['UPDATE rail_payments SET reversed_minor = 2000', 'what was reversed is not what the trail says'],
    ['DELETE FROM outbox; DELETE FROM rail_payments', 'the ledger has no payment for f-1'],
  ])('finds what was changed behind its back: %s', async (change, found) => {
    await client.query('BEGIN');
    try {
      for (const statement of [...CAPTURED, TOLD]) await client.query(statement);
      const before = (await verifyLedger(client)).disagreements;
      await client.query(`SET LOCAL session_replication_role = replica; ${change}`);
      const after = (await verifyLedger(client)).disagreements;
      expect(before.join()).not.toContain(found);
      expect(after.join()).toContain(found);
    } finally {
      await client.query('ROLLBACK');
    }
  });
});

describe('a notification', () => {
  const KEPT = `INSERT INTO inbox (rail, notification_id, sealed_body, event, answer) VALUES ('r', 'n-1', '', '{}', 'OK')`;
  const decide = 'UPDATE inbox SET decided_at = now()';

  it('is decided once, and is never forgotten', async () => {
    expect(await refusal(KEPT, decide)).toBeNull();
    for (const change of [decide, `UPDATE inbox SET answer = 'NO'`, 'DELETE FROM inbox'])
      expect(await refusal(KEPT, decide, change), change).not.toBeNull();
  });
});
