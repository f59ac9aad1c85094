/** The database allows exactly what the table of the outbox's states says, and what was heard of money stays heard. */
import { Client, TypeOverrides } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger, verifyNewOfLedger } from '../../bridge/ledger/ledger-check.ts';
import { OUTBOX_KINDS, statesBefore, STEPS, type OutboxKind } from '../../bridge/ledger/outbox-states.ts';
import { DEBT_STATE_NAMES } from '../../bridge/ledger/payout-states.ts';
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

const refusal = (...statements: readonly string[]) => refusedStatements(client, ...statements);

/** A captured payment whose funding is declined: the database writes the refund. */
const CAPTURED = [
  `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, decline_code, decline_message)
   VALUES ('f-1', 'EGM-1', 'M', 2000, 'USD', 'DECLINED', 'BUSY', '')`,
  `INSERT INTO rail_payments (rail, payment_id, funding_id, currency, captured_minor) VALUES ('r', 'p-1', 'f-1', 'USD', 2000)`,
];

const ACCOUNT = `ubai:${'0'.repeat(32)}`;

/** What has left a machine: the database writes the payout. */
const DEBITED = [
  `INSERT INTO machines (asset, designation, secret_hash) VALUES ('EGM-1', '000001', 'none')`,
  `INSERT INTO rail_accounts (rail, account, sealed_token, told_at) VALUES ('r', '${ACCOUNT}', 'sealed', now())`,
  `INSERT INTO payouts (payout_id, asset, amount_minor, currency, rail, account)
   VALUES ('o-1', 'EGM-1', 2000, 'USD', 'r', '${ACCOUNT}')`,
  `INSERT INTO transfers (transfer_id, direction, payout_id, asset, amount_minor, currency, answer_by, board_serial, board_memory)
   VALUES ('000001-0000000001', 'from-machine', 'o-1', 'EGM-1', 2000, 'USD', now(), 'VC-1', '00000001')`,
  `UPDATE transfers SET status = 'SENT', sent_at = now()`,
  `UPDATE transfers SET status = 'DEBITED', debited_minor = 1500, settled_at = now()`,
];

/** Done behind the back of what guards it. */
const forced = (...statements: readonly string[]) => [
  'SET LOCAL session_replication_role = replica',
  ...statements,
  'SET LOCAL session_replication_role = origin',
];

/** The columns that a row in this state has. */
const COLUMNS: Readonly<Record<string, string>> = {
  DUE: '',
  PAID: ', ended_at = now(), paid_at = now(), told_paid = 1',
  RETURNED: ', ended_at = now(), returned_at = now()',
  SETTLED_BY_HAND: ', ended_at = now(), hand_minor = amount_minor',
};
const standing = (state: string) =>
  forced(`UPDATE outbox SET state = '${state}'${COLUMNS[state] ?? ', ended_at = now()'}`);

/** Of a refund that is to be withdrawn, the rail took all back; otherwise one cent. */
const takenBack = (to: string) =>
  forced(`UPDATE rail_payments SET reversed_minor = ${to === 'WITHDRAWN' ? 2000 : 1}`);

const statesOf = (kind: OutboxKind) => Object.keys(OUTBOX_KINDS[kind].states);
const KINDS = Object.keys(OUTBOX_KINDS) as OutboxKind[];
const PAIRS = KINDS.flatMap((kind) =>
  statesOf(kind).flatMap((from) =>
    statesOf(kind).map((to) => ({ kind, from, to, sets: STEPS[kind][`${from}>${to}`] })),
  ),
);
const before = (kind: OutboxKind, from: string, to: string) => [
  ...(kind === 'refund' ? CAPTURED : DEBITED),
  ...standing(from),
  ...takenBack(to),
  ...(from === 'DUE' && to !== 'DUE' && to !== 'WITHDRAWN' ? ['UPDATE outbox SET tries = 1'] : []),
];
/** What the step has to set, and the trigger does not by itself. */
const NEEDED: Readonly<Record<string, string>> = {
  ended_at: 'ended_at = now()',
  paid_at: 'paid_at = now()',
  returned_at: 'returned_at = now()',
  told_paid: 'told_paid = told_paid + 1',
};
const stepTo = (to: string, sets: readonly string[]) =>
  [`UPDATE outbox SET state = '${to}'`, ...sets.flatMap((column) => NEEDED[column] ?? [])].join(', ');

describe('a row of the outbox', () => {
  it.each(PAIRS)('of a $kind, from $from to $to: as the table says', async ({ kind, from, to, sets }) => {
    const guess = from === 'DUE' && to !== 'DUE' ? ['ended_at'] : [];
    const step = stepTo(to, sets ?? [...guess, ...(to === 'PAID' ? ['paid_at', 'told_paid'] : [])]);
    expect((await refusal(...before(kind, from, to), step)) === null).toBe(sets !== undefined);
  });

  it.each(PAIRS.filter(({ sets }) => sets !== undefined))(
    'of a $kind, from $from to $to, sets these columns and no other: $sets',
    async ({ kind, from, to, sets = [] }) => {
      const { rows: columns } = await client.query<{ name: string; changed: string }>(
        `SELECT column_name AS name, column_name || ' = ' || CASE
           WHEN column_name = 'amount_minor' THEN 'amount_minor - 1'
           WHEN data_type = 'text' THEN format('coalesce(%1$s, '''') || ''x''', column_name)
           WHEN data_type = 'boolean' THEN 'NOT ' || column_name
           WHEN data_type LIKE 'timestamp%' THEN format('coalesce(%1$s, now()) + interval ''1 second''', column_name)
           ELSE format('coalesce(%1$s, 0) + 1', column_name) END AS changed
         FROM information_schema.columns WHERE table_name = 'outbox' AND column_name <> 'state'`,
      );
      const step = stepTo(to, sets);
      const accepted: string[] = [];
      for (const { name, changed } of columns) {
        const more = step.includes(` ${name} = `) ? step : `${step}, ${changed}`;
        if ((await refusal(...before(kind, from, to), more)) === null) accepted.push(name);
      }
      expect(accepted.toSorted()).toEqual([...sets].toSorted());
    },
  );

  it.each(PAIRS.filter(({ from, to, sets }) => sets && from === 'DUE' && to !== 'DUE' && to !== 'WITHDRAWN'))(
    'of a $kind that was never tried is not $to',
    async ({ kind, to, sets = [] }) => {
      const untried = [...(kind === 'refund' ? CAPTURED : DEBITED), stepTo(to, sets)];
      expect(await refusal(...untried)).toContain('certainly not left');
    },
  );

  it('goes from state to state as the states say, and a step that stays is no other state', () => {
    for (const kind of KINDS) {
      const states: Readonly<Record<string, { readonly next: readonly string[] }>> =
        OUTBOX_KINDS[kind].states;
      const moves = Object.keys(STEPS[kind]).filter((step) => new Set(step.split('>')).size === 2);
      const next = Object.entries(states).flatMap(([from, { next: all }]) =>
        all.map((to) => `${from}>${to}`),
      );
      expect(moves.toSorted()).toEqual(next.toSorted());
    }
  });

  it.each([
    ['amount', 'UPDATE outbox SET amount_minor = 1500'],
    ['state', `UPDATE outbox SET state = 'WITHDRAWN', ended_at = now()`],
  ])('of a refund keeps its %s while all of it is owed', async (_what, change) => {
    expect(await refusal(...CAPTURED, change)).toContain('owed');
  });

  it.each([
    ['two tries at once', 'DUE', 'tries = tries + 2'],
    ['what is told at once', 'PAID', 'told_paid = told_paid + 2'],
    ['less than was told', 'PAID', 'told_paid = told_paid - 1'],
  ])('of a payout does not count %s', async (_what, state, change) => {
    expect(await refusal(...DEBITED, ...standing(state), `UPDATE outbox SET ${change}`)).toContain(
      'what is known',
    );
  });
});

describe('a refund', () => {
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
      forced(`UPDATE outbox SET written_in = 'an earlier run'`).join('; '),
    ],
    ['was put back from a copy', forced(`UPDATE outbox SET written_by = '1'`).join('; ')],
    [
      'was put back from a copy, and written since',
      [...forced(`UPDATE outbox SET written_by = '1'`), `UPDATE outbox SET said = 'later'`].join('; '),
    ],
  ])('that %s may have left, and is neither withdrawn nor lowered', async (_what, doubt) => {
    const withdraw = `UPDATE outbox SET state = 'WITHDRAWN', ended_at = now()`;
    const all = takenBack('WITHDRAWN');
    expect(await refusal(...CAPTURED, ...all, withdraw)).toBeNull();
    expect(await refusal(...CAPTURED, ...all, doubt, withdraw)).toContain('may have left');
    const lower = 'UPDATE outbox SET amount_minor = 1999';
    expect(await refusal(...CAPTURED, ...takenBack('DUE'), lower)).toBeNull();
    expect(await refusal(...CAPTURED, ...takenBack('DUE'), doubt, lower)).toContain('may have left');
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
    expect(await owed('UPDATE rail_payments SET reversed_minor = 300')).toEqual([{ ...refund, minor: 1700 }]);
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
const inEarlierRun = (table: string, column: string) =>
  forced(`UPDATE ${table} SET ${column} = 'an earlier run'`);

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
    ['another amount than its funding', `'USD', 2001`],
    ['another currency than its funding', `'EUR', 2000`],
  ])('is none for a payment of %s, which was not decided about', async (_what, values) => {
    const [declined = ''] = CAPTURED;
    const payment = 'INSERT INTO rail_payments (rail, payment_id, funding_id, currency, captured_minor)';
    const forged = `${payment} VALUES ('r', 'p-1', 'f-1', ${values})`;
    expect(await refusal(declined, forged)).toContain('is not what was decided about');
    const heard = forged.replace(', captured_minor', '').replace(/, 200./, '');
    const captures = `UPDATE rail_payments SET captured_minor = ${values.slice(-4)}`;
    expect(await refusal(declined, heard, captures)).toContain('is not what was decided about');
    expect(await refusal(forged)).toContain('is not what was decided about');
  });

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

  it('may have left before, where its payment was captured or heard of before this run of the server', async () => {
    const [declined = '', captured = ''] = CAPTURED;
    expect(await writtenIn(declined, captured)).toEqual(['this run']);
    const old = captured
      .replace('captured_minor)', 'captured_minor, captured_at)')
      .replace(', 2000)', `, 2000, now() - interval '10 years')`);
    expect(await writtenIn(declined, old)).toEqual([expect.stringMatching(/^before /)]);
    const heard = captured.replace(', captured_minor', '').replace(', 2000', '');
    const captures = 'UPDATE rail_payments SET captured_minor = 2000';
    expect(await writtenIn(declined, heard, ...inEarlierRun('rail_payments', 'heard_in'), captures)).toEqual([
      'an earlier run',
    ]);
  });
});

describe('a payout', () => {
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
      `UPDATE rail_accounts SET sealed_token = NULL, told_at = told_at + interval '1 second'`,
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
