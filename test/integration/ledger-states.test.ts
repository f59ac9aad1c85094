/** The database allows exactly what the table of states says, whatever the program does: every pair is tried. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNDING_DECISIONS } from '../../bridge/ledger/funding-states.ts';
import {
  IN_FLIGHT_STATUSES,
  IN_WINDOW_STATUSES,
  OPEN_STATUSES,
} from '../../bridge/ledger/transfer-predicates.ts';
import {
  isReachable,
  mayBecome,
  TRANSFER_DIRECTIONS,
  TRANSFER_STATES,
  TRANSFER_STATUSES,
  type TransferDirection,
  type TransferStatus,
} from '../../bridge/ledger/transfer-states.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { refusedStatements } from '../support/databases/refused-statements.ts';

let site: BridgeSite;
let client: Client;
beforeAll(async () => {
  site = await BridgeSite.open();
  client = new Client({ connectionString: site.ownerUrl });
  await client.connect();
  await client.query(
    `INSERT INTO machines (asset, designation, secret_hash) VALUES ('EGM-1', '000001', 'none')`,
  );
});
afterAll(async () => {
  await client.end();
  await site.close();
});

const ID = '000001-0000000001';
const ACCOUNT = `ubai:${'0'.repeat(32)}`;
const RESERVATIONS = ['RESERVED', 'COMMITTED', 'RELEASED'] as const;

/** The columns that the CHECKs tie to the status. */
const columnsOf = (status: TransferStatus): string => `
  credited_minor = ${status === 'CREDITED' ? '2000' : 'NULL'},
  debited_minor = ${status === 'DEBITED' ? '2000' : 'NULL'},
  failure_code = ${status === 'FAILED' ? "'BUSY'" : 'NULL'}, failure_message = ${status === 'FAILED' ? "''" : 'NULL'},
  settled_at = ${TRANSFER_STATES[status].final ? 'now()' : 'NULL'}`;

const refusal = (...statements: readonly string[]) => refusedStatements(client, ...statements);

const funding = (recovered: boolean, decision: keyof typeof FUNDING_DECISIONS = 'ACCEPTED'): string => {
  const [code, message] = decision === 'DECLINED' ? ["'BUSY'", "''"] : ['NULL', 'NULL'];
  return `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, recovered, decision, decline_code,
            decline_message, ubai, request_digest)
          VALUES ('f-1', 'EGM-1', 'M', 2000, 'USD', ${recovered}, '${decision}', ${code}, ${message},
            ${recovered ? 'NULL, NULL' : `'${ACCOUNT}', 'digest'`})`;
};

const PAYOUT = `INSERT INTO rail_accounts (rail, account, sealed_token, told_at) VALUES ('r', '${ACCOUNT}', 'sealed', now());
  INSERT INTO payouts (payout_id, asset, amount_minor, currency, rail, account)
  VALUES ('p-1', 'EGM-1', 2000, 'USD', 'r', '${ACCOUNT}')`;

const transfer = (
  status: TransferStatus,
  recovered: boolean,
  sentAt: 'now()' | 'NULL',
  direction: TransferDirection = 'to-machine',
  of: 'funding' | 'payout' | 'both' | 'nothing' = TRANSFER_DIRECTIONS[direction].of,
): string => {
  const { final } = TRANSFER_STATES[status];
  return `INSERT INTO transfers (transfer_id, direction, funding_id, payout_id, asset, amount_minor, currency, status, answer_by,
            board_serial, board_memory, recovered, credited_minor, debited_minor, failure_code, failure_message, settled_at, sent_at)
          VALUES ('${ID}', '${direction}', ${of === 'funding' || of === 'both' ? "'f-1'" : 'NULL'},
            ${of === 'payout' || of === 'both' ? "'p-1'" : 'NULL'}, 'EGM-1', 2000, 'USD', '${status}', now(), 'VC-1', '00000001',
            ${recovered}, ${status === 'CREDITED' ? 2000 : 'NULL'}, ${status === 'DEBITED' ? 2000 : 'NULL'},
            ${status === 'FAILED' ? "'BUSY', ''" : 'NULL, NULL'}, ${final ? 'now()' : 'NULL'}, ${sentAt})`;
};

/** A row in any state, past the triggers; the CHECKs hold. */
const standing = (status: TransferStatus, direction = directionOf(status)): readonly string[] => [
  'SET LOCAL session_replication_role = replica',
  direction === 'to-machine' ? funding(false) : PAYOUT,
  transfer(status, false, status === 'ORDERED' ? 'NULL' : 'now()', direction),
  'SET LOCAL session_replication_role = origin',
];

const DIRECTIONS = ['to-machine', 'from-machine'] as const;
/** One that comes to it. */
const directionOf = (status: TransferStatus): TransferDirection =>
  isReachable(status, 'to-machine') ? 'to-machine' : 'from-machine';

const pairs = DIRECTIONS.flatMap((direction) =>
  TRANSFER_STATUSES.filter((from) => isReachable(from, direction)).flatMap((from) =>
    TRANSFER_STATUSES.map((to) => ({ direction, from, to })),
  ),
);

describe('a transfer in the database', () => {
  it.each(pairs)('$direction, from $from to $to: as the table says', async ({ direction, from, to }) => {
    const change = `UPDATE transfers SET status = '${to}', sent_at = coalesce(sent_at, now()), ${columnsOf(to)}`;
    const refused = await refusal(...standing(from, direction), change);
    const { moved } = TRANSFER_DIRECTIONS[direction];
    // Below: where this ledger may have forgotten that it left.
    if (from === 'ORDERED' && (to === moved || refused?.includes('has not left')))
      expect(refused).toContain('has not left: no machine can have done it');
    else if (mayBecome(from, to, direction)) expect(refused).toBeNull();
    else expect(refused).toMatch(new RegExp(`from ${from} to ${to}|transfers_one_way`));
  });

  it.each(TRANSFER_STATUSES)('that is %s is doubted only where it may have left unknown', async (status) => {
    const refused = await refusal(...standing(status), 'UPDATE transfers SET doubtful = true');
    expect(refused === null).toBe(TRANSFER_STATES[status].mayHaveLeft === 'doubted');
  });

  it.each(TRANSFER_STATUSES)(
    'that is %s has another one of its funding noted only while it is open',
    async (status) => {
      const note = `UPDATE transfers SET elsewhere_id = '000002-0000000001', elsewhere_end = 'OPEN'`;
      const refused = await refusal(...standing(status), note);
      expect(refused === null).toBe(!TRANSFER_STATES[status].final);
    },
  );

  const DOUBTS = {
    'the ledger was restored': ['UPDATE transfers SET doubtful = true'],
    'the server has started anew': [
      'SET LOCAL session_replication_role = replica',
      `UPDATE transfers SET ordered_in = 'an earlier run'`,
      'SET LOCAL session_replication_role = origin',
    ],
  };
  const doubted = pairs.filter(({ from }) => TRANSFER_STATES[from].mayHaveLeft === 'doubted');

  it.each(Object.entries(DOUBTS).flatMap(([why, doubt]) => doubted.map((pair) => ({ ...pair, why, doubt }))))(
    '$direction that is $from, where $why, becomes $to only as one that has left',
    async ({ direction, from, to, doubt }) => {
      const change = (sentAt: string) =>
        `UPDATE transfers SET status = '${to}', doubtful = true, sent_at = ${sentAt}, ${columnsOf(to)}`;
      const row = [...standing(from, direction), ...doubt];
      const allowed = from === to || mayBecome(from, to, direction);
      expect((await refusal(...row, change('now()'))) === null).toBe(allowed);
      expect((await refusal(...row, change('NULL'))) === null).toBe(from === to);
    },
  );

  it.each(TRANSFER_STATUSES)('that is %s has left, or need not have, as the table says', async (status) => {
    const { mayHaveLeft } = TRANSFER_STATES[status];
    const refused = await refusal(
      'SET LOCAL session_replication_role = replica',
      funding(false),
      transfer(status, false, 'NULL', directionOf(status)),
    );
    expect(refused === null).toBe(mayHaveLeft !== 'yes');
  });

  it.each(
    DIRECTIONS.flatMap((direction) =>
      TRANSFER_STATUSES.flatMap((status) =>
        [false, true].map((recovered) => ({ direction, status, recovered })),
      ),
    ),
  )(
    '$direction begins as $status (recovered: $recovered) only where the table says so',
    async ({ direction, status, recovered }) => {
      const sentAt = status === 'ORDERED' ? 'NULL' : 'now()';
      const refused = await refusal(
        funding(recovered),
        PAYOUT,
        transfer(status, recovered, sentAt, direction),
      );
      const { begins } = TRANSFER_STATES[status];
      const isAllowed = begins === (recovered ? 'recovered' : 'ordered');
      // No ledger has lost a payout yet.
      expect(refused === null).toBe(isAllowed && (direction === 'to-machine' || !recovered));
    },
  );

  it.each(
    DIRECTIONS.flatMap((direction) =>
      (['funding', 'payout', 'both', 'nothing'] as const).map((of) => ({ direction, of })),
    ),
  )('$direction belongs to one of what it is of, and so not to $of otherwise', async ({ direction, of }) => {
    const refused = await refusal(funding(false), PAYOUT, transfer('ORDERED', false, 'NULL', direction, of));
    if (of === TRANSFER_DIRECTIONS[direction].of) expect(refused).toBeNull();
    else expect(refused).toMatch(/transfers_of_one|does not match/);
  });

  it.each(TRANSFER_STATUSES.flatMap((status) => DIRECTIONS.map((direction) => ({ status, direction }))))(
    'that is $status goes $direction only where the table says so',
    async ({ status, direction }) => {
      const refused = await refusal(
        'SET LOCAL session_replication_role = replica',
        transfer(status, false, 'now()', direction),
      );
      if (isReachable(status, direction)) expect(refused).toBeNull();
      else expect(refused).toContain('transfers_one_way');
    },
  );

  it('keeps its direction and what it belongs to', async () => {
    for (const change of [
      `direction = 'from-machine', funding_id = NULL, payout_id = 'p-1'`,
      `payout_id = 'p-1'`,
    ])
      expect(await refusal(...standing('SENT'), PAYOUT, `UPDATE transfers SET ${change}`)).toContain(
        'cannot be changed',
      );
    expect(await refusal(PAYOUT, 'UPDATE payouts SET amount_minor = 1')).toContain('rows are never changed');
  });

  it('matches its payout', async () => {
    const other = PAYOUT.replace('2000', '1999');
    expect(await refusal(other, transfer('ORDERED', false, 'NULL', 'from-machine'))).toContain(
      'does not match a payout',
    );
  });

  it.each(
    TRANSFER_STATUSES.flatMap((status) => RESERVATIONS.map((reservation) => ({ status, reservation }))),
  )(
    'that is $status with a reservation that is $reservation: only where the table says so',
    async ({ status, reservation }) => {
      const refused = await refusal(
        ...standing(status),
        'SET LOCAL session_replication_role = replica',
        `INSERT INTO daily_usage (ubai, gaming_day, currency) VALUES ('${ACCOUNT}', '2026-05-01', 'USD')`,
        'SET LOCAL session_replication_role = origin',
        'SET CONSTRAINTS ALL IMMEDIATE',
        `INSERT INTO limit_reservations (transfer_id, ubai, gaming_day, currency, reserved_minor, status, committed_minor)
         VALUES ('${ID}', '${ACCOUNT}', '2026-05-01', 'USD', 2000, '${reservation}', ${reservation === 'COMMITTED' ? 2000 : 'NULL'})`,
      );
      expect(refused === null).toBe(reservation === TRANSFER_STATES[status].reservation);
    },
  );

  it('has no other states, and its indexes are those of the predicates', async () => {
    const { rows: checks } = await client.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint
       WHERE conrelid = 'transfers'::regclass AND contype = 'c'`,
    );
    const all = TRANSFER_STATUSES.map((status) => `'${status}'::text`).join(', ');
    expect(checks.map(({ text }) => text)).toContain(`CHECK ((status = ANY (ARRAY[${all}])))`);
    const { rows } = await client.query<{ name: string; where: string }>(
      `SELECT c.relname AS name, pg_get_expr(indpred, indrelid) AS "where" FROM pg_index JOIN pg_class c ON c.oid = indexrelid
       WHERE indrelid = 'transfers'::regclass AND indpred IS NOT NULL AND pg_get_expr(indpred, indrelid) LIKE '%status%'`,
    );
    const arrayOf = (list: string) =>
      `(status = ANY (ARRAY[${list.slice(1, -1).replaceAll("'", '').replaceAll(/\w+/g, "'$&'::text")}]))`;
    expect(Object.fromEntries(rows.map(({ name, where }) => [name, where]))).toEqual({
      transfers_one_in_flight: `(${arrayOf(IN_FLIGHT_STATUSES)} AND (NOT recovered))`,
      transfers_open: arrayOf(OPEN_STATUSES),
      transfers_due: arrayOf(IN_WINDOW_STATUSES),
    });
  });
});

describe('a funding in the database', () => {
  const decisions = ['ACCEPTED', 'DECLINED'] as const;

  it('has no other decisions', async () => {
    expect(Object.keys(FUNDING_DECISIONS)).toEqual(decisions);
    const { rows } = await client.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint
       WHERE conrelid = 'fundings'::regclass AND contype = 'c'`,
    );
    const all = decisions.map((decision) => `'${decision}'::text`).join(', ');
    expect(rows.map(({ text }) => text)).toContain(`CHECK ((decision = ANY (ARRAY[${all}])))`);
  });

  it.each(decisions)('that is %s never gets another decision', async (decision) => {
    for (const other of decisions)
      expect(await refusal(funding(false, decision), `UPDATE fundings SET decision = '${other}'`)).toContain(
        'rows are never changed',
      );
  });

  it.each(decisions)('that is %s has a transfer only where the table says so', async (decision) => {
    const refused = await refusal(funding(false, decision), transfer('ORDERED', false, 'NULL'));
    expect(refused === null).toBe(FUNDING_DECISIONS[decision].hasTransfer);
  });
});
