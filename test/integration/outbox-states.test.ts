/** The database allows exactly what the table of the outbox's states says, and what was heard of money stays heard. */
import { Client, TypeOverrides } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger, verifyNewOfLedger } from '../../bridge/ledger/ledger-check.ts';
import { OUTBOX_KINDS, REFUND_STATES, statesBefore } from '../../bridge/ledger/outbox-states.ts';
import { DEBT_STATE_NAMES, DEBT_STATES, type DebtState } from '../../bridge/ledger/payout-states.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { refusedStatements } from '../support/databases/refused-statements.ts';

let site: BridgeSite;
let client: Client;
const INT8 = 20;
beforeAll(async () => {
  site = await BridgeSite.open();
  const types = new TypeOverrides();
  types.setTypeParser(INT8, Number); // as the bridge reads them
  client = new Client({ connectionString: site.ownerUrl, types });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await site.close();
});

type RefundState = keyof typeof REFUND_STATES;
const STATES = Object.keys(REFUND_STATES) as RefundState[];
const ended = (state: string) => `ended_at = ${state === 'DUE' ? 'NULL' : 'now()'}`;

const refusal = (...statements: readonly string[]) => refusedStatements(client, ...statements);

/** A captured payment whose funding is declined: the database writes the refund. */
const CAPTURED = [
  `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, decline_code, decline_message)
   VALUES ('f-1', 'EGM-1', 'M', 2000, 'USD', 'DECLINED', 'BUSY', '')`,
  `INSERT INTO rail_payments (rail, payment_id, funding_id, currency, captured_minor) VALUES ('r', 'p-1', 'f-1', 'USD', 2000)`,
];

const standing = (state: RefundState) => [
  ...CAPTURED,
  'SET LOCAL session_replication_role = replica',
  `UPDATE outbox SET state = '${state}', ${ended(state)}`,
  'SET LOCAL session_replication_role = origin',
];

describe('a refund', () => {
  it.each(STATES.flatMap((from) => STATES.map((to) => ({ from, to }))))(
    'from $from to $to: as the table says',
    async ({ from, to }) => {
      const next: readonly string[] = REFUND_STATES[from].next;
      const refused = await refusal(...standing(from), `UPDATE outbox SET state = '${to}', ${ended(to)}`);
      const isAllowed = next.includes(to) || (from === 'DUE' && to === 'DUE');
      expect(refused === null).toBe(isAllowed);
    },
  );

  it('has no other states, nor has a payout', async () => {
    const { rows } = await client.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = 'outbox'::regclass AND contype = 'c'`,
    );
    for (const [kind, { states }] of Object.entries(OUTBOX_KINDS)) {
      const all = Object.keys(states)
        .map((state) => `'${state}'::text`)
        .join(', ');
      expect(rows.map(({ text }) => text)).toContain(
        `CHECK (((kind <> '${kind}'::text) OR (state = ANY (ARRAY[${all}]))))`,
      );
    }
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
    expect(await owed('UPDATE rail_payments SET reversed_minor = 0')).toEqual([refund]);
    const reversed = 'UPDATE rail_payments SET reversed_minor = 500';
    expect(
      await owed(
        'SET LOCAL session_replication_role = replica; DELETE FROM outbox',
        'SET LOCAL session_replication_role = origin',
        reversed,
      ),
    ).toEqual([{ ...refund, minor: 1500 }]);
  });
});

/** As before the server was started anew, which may have been set back since. */
const inEarlierRun = (table: string, column: string) => [
  'SET LOCAL session_replication_role = replica',
  `UPDATE ${table} SET ${column} = 'an earlier run'`,
  'SET LOCAL session_replication_role = origin',
];

async function writtenIn(...statements: readonly string[]): Promise<unknown[]> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    const { rows } = await client.query<{ run: string }>(
      `SELECT CASE written_in WHEN server_run() THEN 'this run' ELSE written_in END AS run FROM outbox`,
    );
    return rows.map(({ run }) => run);
  } finally {
    await client.query('ROLLBACK');
  }
}

describe('a refund that is written', () => {
  it.each([
    ['amount', `'refund-f-1', 'refund', 'r', 'p-1', 'f-1', 2001, 'USD'`],
    ['currency', `'refund-f-1', 'refund', 'r', 'p-1', 'f-1', 2000, 'EUR'`],
    ['key', `'refund-again', 'refund', 'r', 'p-1', 'f-1', 2000, 'USD'`],
    ['funding', `'refund-f-2', 'refund', 'r', 'p-1', 'f-2', 2000, 'USD'`],
    ['payment', `'refund-f-1', 'refund', 'r', 'p-2', 'f-1', 2000, 'USD'`],
  ])('has no other %s than what is owed', async (_what, values) => {
    const instead = `SET LOCAL session_replication_role = replica; DELETE FROM outbox;
      SET LOCAL session_replication_role = origin;
      INSERT INTO outbox (business_key, kind, rail, payment_id, funding_id, amount_minor, currency) VALUES (${values})`;
    expect(await refusal(...CAPTURED, instead)).toContain('is not what is owed');
  });

  it('is none for a payment that is still to be decided about, or was credited', async () => {
    const [declined = '', captured = ''] = CAPTURED;
    const accepted = declined
      .replace('decision, decline_code, decline_message', 'ubai, request_digest, decision')
      .replace(`'DECLINED', 'BUSY', ''`, `'${ACCOUNT}', '${'0'.repeat(64)}', 'ACCEPTED'`);
    const forged = `INSERT INTO outbox (business_key, kind, rail, payment_id, funding_id, amount_minor, currency)
      VALUES ('refund-f-1', 'refund', 'r', 'p-1', 'f-1', 2000, 'USD')`;
    expect(await refusal(accepted, captured, forged)).toContain('is not what is owed');
  });

  it('may have left before, where its payment was heard of in an earlier run of the server', async () => {
    const [declined = '', captured = ''] = CAPTURED;
    expect(await writtenIn(declined, captured)).toEqual(['this run']);
    const heard = captured.replace(', captured_minor', '').replace(', 2000', '');
    const captures = 'UPDATE rail_payments SET captured_minor = 2000';
    expect(await writtenIn(declined, heard, ...inEarlierRun('rail_payments', 'heard_in'), captures)).toEqual([
      'an earlier run',
    ]);
  });
});

const ACCOUNT = `ubai:${'0'.repeat(32)}`;

/** What has left a machine: the database writes the payout. */
const DEBITED = [
  `INSERT INTO machines (asset, designation, secret_hash) VALUES ('EGM-1', '000001', 'none')`,
  `INSERT INTO rail_accounts (rail, account, sealed_token, told_at) VALUES ('r', '${ACCOUNT}', 'sealed', now())`,
  `INSERT INTO payouts (payout_id, asset, amount_minor, currency, rail, account)
   VALUES ('o-1', 'EGM-1', 2000, 'USD', 'r', '${ACCOUNT}')`,
  `INSERT INTO transfers (transfer_id, direction, payout_id, asset, amount_minor, currency, answer_by, board_serial, board_memory)
   VALUES ('000001-0000000001', 'from-machine', 'o-1', 'EGM-1', 2000, 'USD', now(), 'VC-1', '00000001')`,
  `UPDATE transfers SET status = 'DEBITED', debited_minor = 1500, settled_at = now(), sent_at = now()`,
];

/** The columns that the CHECKs tie to the state. */
const columnsOf = (state: DebtState) => `${ended(state)},
  paid_at = ${state === 'PAID' ? 'coalesce(paid_at, now())' : 'paid_at'},
  returned_at = ${state === 'RETURNED' ? 'coalesce(returned_at, now())' : 'returned_at'}`;

const owing = (state: DebtState) => [
  ...DEBITED,
  'SET LOCAL session_replication_role = replica',
  `UPDATE outbox SET state = '${state}', ${columnsOf(state)}`,
  'SET LOCAL session_replication_role = origin',
];

describe('a payout', () => {
  it.each(DEBT_STATE_NAMES.flatMap((from) => DEBT_STATE_NAMES.map((to) => ({ from, to }))))(
    'from $from to $to: as the table says',
    async ({ from, to }) => {
      const next: readonly string[] = DEBT_STATES[from].next;
      const refused = await refusal(...owing(from), `UPDATE outbox SET state = '${to}', ${columnsOf(to)}`);
      expect(refused === null).toBe(next.includes(to) || (from === 'DUE' && to === 'DUE'));
    },
  );

  it.each(DEBT_STATE_NAMES)('does not begin as %s, but as the table says', async (state) => {
    const again = `SET LOCAL session_replication_role = replica; DELETE FROM outbox;
      SET LOCAL session_replication_role = origin;
      INSERT INTO outbox (business_key, kind, rail, payout_id, amount_minor, currency, state, ended_at, paid_at, returned_at)
      VALUES ('payout-o-1', 'payout', 'r', 'o-1', 1500, 'USD', '${state}', ${state === 'DUE' ? 'NULL' : 'now()'},
        ${state === 'PAID' ? 'now()' : 'NULL'}, ${state === 'RETURNED' ? 'now()' : 'NULL'})`;
    expect((await refusal(...DEBITED, again)) === null).toBe(state === 'DUE');
  });

  it('is written once, with what has left the machine, and for nothing that has not [confirmed-only]', async () => {
    await client.query('BEGIN');
    try {
      for (const statement of DEBITED.slice(0, -1)) await client.query(statement);
      const owed = async () =>
        (
          await client.query<{ key: string }>(
            'SELECT business_key AS key, rail, amount_minor::int AS minor FROM outbox',
          )
        ).rows;
      expect(await owed()).toEqual([]);
      await client.query(DEBITED.at(-1) ?? '');
      expect(await owed()).toEqual([{ key: 'payout-o-1', rail: 'r', minor: 1500 }]);
    } finally {
      await client.query('ROLLBACK');
    }
    const more = `INSERT INTO outbox (business_key, kind, rail, payout_id, amount_minor, currency)
      VALUES ('another', 'payout', 'r', 'o-1', 1500, 'USD')`;
    expect(await refusal(...DEBITED, more)).toContain('duplicate key');
    expect(await refusal(...DEBITED.slice(0, -1), more)).toContain('is not what has left a machine');
  });

  it('may have left before, where its transfer was ordered in an earlier run of the server', async () => {
    expect(await writtenIn(...DEBITED)).toEqual(['this run']);
    const ordered = DEBITED.slice(0, -1);
    expect(
      await writtenIn(...ordered, ...inEarlierRun('transfers', 'ordered_in'), DEBITED.at(-1) ?? ''),
    ).toEqual(['an earlier run']);
  });

  it('goes to no account whose consent was taken back', async () => {
    const revoked = [
      ...DEBITED.slice(0, 2),
      'UPDATE rail_accounts SET sealed_token = NULL',
      DEBITED[2] ?? '',
    ];
    expect(await refusal(...revoked)).toContain('whose consent was taken back');
  });

  it('belongs to no payment, and a refund to no payout', async () => {
    for (const change of [`kind = 'refund'`, `funding_id = 'f-1'`, `payout_id = NULL`])
      expect(
        await refusal(
          ...DEBITED,
          `SET LOCAL session_replication_role = replica; UPDATE outbox SET ${change}`,
        ),
        change,
      ).toMatch(/outbox_of_one|outbox_states/);
  });

  it.each([
    `UPDATE outbox SET paid_at = now() - interval '1 day'`,
    `UPDATE outbox SET state = 'RETURNED', returned_at = now(), paid_at = NULL`,
  ])('keeps when it was paid: %s', async (change) => {
    expect(await refusal(...owing('PAID'), change)).not.toBeNull();
  });

  it('is asked for by the statements as the table says', () => {
    expect(statesBefore('payout', 'PAID')).toBe("('DUE', 'PAYING', 'REFUSED')");
    expect(statesBefore('payout', 'RETURNED')).toBe("('DUE', 'PAYING', 'PAID', 'REFUSED')");
    expect(statesBefore('payout', 'SETTLED_BY_HAND')).toBe("('REFUSED', 'RETURNED')");
    expect(statesBefore('refund', 'DONE')).toBe("('DUE', 'REFUSED')");
    expect(statesBefore('refund', 'SETTLED_BY_HAND')).toBe("('REFUSED')");
  });
});

describe('audit verify', () => {
  const TOLD = `INSERT INTO audit (event, subject, detail)
    VALUES ('payment.captured', 'f-1', '{"amount": {"minor": 2000, "currency": "USD"}}')`;

  const SEALED = `INSERT INTO audit_chain (position, entry_id, hash)
    SELECT row_number() OVER (ORDER BY entry_id), entry_id, repeat('0', 64) FROM audit`;

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
      for (const statement of [...CAPTURED, TOLD, SEALED]) await client.query(statement);
      const before = (await verifyLedger(client)).disagreements;
      await client.query(`SET LOCAL session_replication_role = replica; ${change}`);
      const after = (await verifyLedger(client)).disagreements;
      expect(before.join()).not.toContain(found);
      expect(after.join()).toContain(found);
      expect((await verifyNewOfLedger(client, 0)).disagreements.join()).toContain(found);
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

  it('is answered once, and not kept without an answer', async () => {
    const unanswered = KEPT.replace(`'OK'`, 'NULL');
    const answer = `UPDATE inbox SET answer = 'OK'`;
    const commit = 'SET CONSTRAINTS ALL IMMEDIATE';
    expect(await refusal(unanswered, answer, commit)).toBeNull();
    expect(await refusal(unanswered, commit)).toContain('has no answer');
    expect(await refusal(unanswered, answer, `UPDATE inbox SET answer = 'NO'`)).not.toBeNull();
  });

  it('decides once whether a payment may go on', async () => {
    const kept = `INSERT INTO rail_identifications (rail, payment_id, funding_id) VALUES ('r', 'p-1', 'f-1')`;
    for (const change of [
      `UPDATE rail_identifications SET turned_down = 'no'`,
      'DELETE FROM rail_identifications',
    ])
      expect(await refusal(kept, change)).toContain('rows are never changed');
  });
});
