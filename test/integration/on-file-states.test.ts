/** The database allows exactly what the table of captures says, and refuses a second capture by itself [exactly-once]. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDue, markSent, refuseCapture, takeDueCapture } from '../../bridge/ledger/capture-attempts.ts';
import {
  CAPTURE_STATES,
  captureMayBecome,
  OPEN_CAPTURES,
  type CaptureState,
} from '../../bridge/ledger/capture-states.ts';
import { addAccount, nameAccount } from '../../bridge/ledger/on-file-accounts.ts';
import type { AccountDigest } from '../../bridge/platform/secrets/digests.ts';
import { isFirstPayment, mayHavePasskey } from '../../bridge/ledger/passkeys.ts';
import { HOLD_STATES, holdMayBecome, OPEN_HOLDS, type HoldState } from '../../bridge/ledger/hold-states.ts';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { waitFor } from '../support/wait.ts';
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

let twice = 0;
const STATES = Object.keys(CAPTURE_STATES) as CaptureState[];
const byText = (a: string, b: string) => a.localeCompare(b);
const PAYER = 'payer-0123456789abcdef';
const BEGUN = [
  `INSERT INTO page_payments (funding_id, asset, amount_minor, currency, payer) VALUES ('f-1', 'EGM-1', 2000, 'USD', '${PAYER}')`,
  `INSERT INTO on_file_accounts (account_id, authorization_id, payer, verified, told_ms, told_event)
   VALUES ('account-0123456789', '100', '${PAYER}', true, 1, '1'), ('account-of-another', '101', 'another-0123456789ab', true, 1, '1')`,
];
const attempt = (number: number, changes: Partial<Record<'amount' | 'account' | 'reference', string>> = {}) =>
  `INSERT INTO capture_attempts (reference, funding_id, number, account_id, amount_minor, currency)
   VALUES ('${changes.reference ?? `f-1.${number}`}', 'f-1', ${number}, '${changes.account ?? 'account-0123456789'}', ${changes.amount ?? 2000}, 'USD')`;
const standing = (state: CaptureState) => [
  ...BEGUN,
  attempt(1),
  'SET LOCAL session_replication_role = replica',
  `UPDATE capture_attempts SET state = '${state}'`,
  'SET LOCAL session_replication_role = origin',
];
const refusal = (...statements: readonly string[]) => refusedStatements(client, ...statements);

describe('a passkey, or a card', () => {
  /** @returns whether it is offered after a payment that was begun so long ago, at the bank. */
  async function isOffered(begun: string, ...more: readonly string[]): Promise<readonly boolean[]> {
    await client.query('BEGIN');
    try {
      const sql = [
        ...BEGUN.slice(1),
        `INSERT INTO page_payments (funding_id, asset, amount_minor, currency, payer, begun_at)
         VALUES ('f-1', 'EGM-1', 2000, 'USD', '${PAYER}', now() - interval '${begun}')`,
        `INSERT INTO bank_logins (reference, kind, payer, funding_id) VALUES ('f-1', 'pay', '${PAYER}', 'f-1')`,
        attempt(1),
        ...more,
      ];
      for (const one of sql) await client.query(one);
      const of = { payer: PAYER, fundingId: 'f-1' };
      return [
        await isFirstPayment(client, of),
        await mayHavePasskey(client, { ...of, withoutOlder: false }),
        await mayHavePasskey(client, { ...of, withoutOlder: true }),
      ];
    } finally {
      await client.query('ROLLBACK');
    }
  }
  const another = (known: string) =>
    `INSERT INTO on_file_accounts (account_id, authorization_id, payer, verified, told_ms, told_event, known_at)
     VALUES ('account-by-numbers', '102', '${PAYER}', false, 1, '1', now() - interval '${known}')`;

  it('is offered after the first payment at the bank, for a quarter of an hour', async () => {
    expect(await isOffered('14 minutes')).toEqual([true, true, true]);
    expect(await isOffered('16 minutes')).toEqual([false, false, false]);
  });

  it('is not offered where another account is on file that this login has not brought', async () => {
    expect(await isOffered('5 minutes', another('1 minute'))).toEqual([false, false, false]);
    expect(await isOffered('5 minutes', another('1 day'))).toEqual([false, false, true]);
  });
});

describe('an attempt to capture', () => {
  it.each(STATES)('goes from %s as the table says, and in no other way', async (from) => {
    for (const to of STATES) {
      const refused = await refusal(...standing(from), `UPDATE capture_attempts SET state = '${to}'`);
      expect(refused === null, to).toBe(from === to || captureMayBecome(from, to));
    }
  });

  it('is the only one of its funding while it may take money', async () => {
    for (const state of STATES) {
      const isOver = CAPTURE_STATES[state].page === 'DECLINED';
      expect((await refusal(...standing(state), attempt(2))) === null, state).toBe(isOver);
    }
  });

  it('whose money was told of is the last one, whatever became of it', async () => {
    expect(
      await refusal(
        ...standing('FAILED'),
        `UPDATE capture_attempts SET captured_at = now(), transaction_id = '200'`,
        attempt(2),
      ),
    ).toContain('may take its money, or has');
  });

  it('has the states of the table, and those that are open are in the index', async () => {
    const { rows } = await client.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'capture_attempts_state_check'
       UNION ALL SELECT indexdef FROM pg_indexes WHERE indexname = 'capture_attempts_one_open'`,
    );
    const named = rows.map(({ text }) =>
      [...text.matchAll(/'([A-Z_]+)'/g)].map(([, name = '']) => name).toSorted(byText),
    );
    expect(named).toEqual([STATES.toSorted(byText), OPEN_CAPTURES.toSorted(byText)]);
  });

  it.each([
    ['another amount', attempt(1, { amount: '2001' })],
    ["an account of somebody else's", attempt(1, { account: 'account-of-another' })],
    ['a number that leaves one out', attempt(2)],
  ])('is refused with %s', async (_what, insert) => {
    expect(await refusal(...BEGUN, insert)).not.toBeNull();
  });

  it('is refused from an account that is forgotten', async () => {
    expect(
      await refusal(...BEGUN, 'UPDATE on_file_accounts SET forgotten_at = now()', attempt(1)),
    ).not.toBeNull();
  });

  it.each([
    ['was told by its numbers', 'true'],
    ['waits for the code of its bank', 'false'],
  ])(
    'is refused from an account that %s, until the rail says that it is verified',
    async (_how, byNumbers) => {
      const unverified = BEGUN.map((statement) =>
        statement
          .replace('payer, verified,', 'payer, verified, by_numbers,')
          .replaceAll('true, 1', `false, ${byNumbers}, 1`),
      );
      expect(await refusal(...unverified, attempt(1))).toContain('a verified account');
      const verified = 'UPDATE on_file_accounts SET verified = true';
      expect(await refusal(...unverified, verified, attempt(1))).toBeNull();
    },
  );

  it('is refused under a reference that was used', async () => {
    expect(await refusal(...standing('FAILED'), attempt(2, { reference: 'f-1.1' }))).toContain(
      'capture_attempts_pkey',
    );
  });

  it.each([
    'UPDATE capture_attempts SET amount_minor = 1',
    `UPDATE capture_attempts SET reference = 'another'`,
    'UPDATE capture_attempts SET tries = -1',
    'DELETE FROM capture_attempts',
    'UPDATE page_payments SET amount_minor = 1',
    `UPDATE on_file_accounts SET payer = 'somebody-else-123456'`,
    'UPDATE on_file_accounts SET verified = false',
    'UPDATE on_file_accounts SET by_numbers = true',
    'DELETE FROM on_file_accounts',
  ])('keeps what it asks for: %s', async (change) => {
    expect(await refusal(...BEGUN, attempt(1), change)).not.toBeNull();
  });
});

describe('money that is held for an attempt', () => {
  const HOLDS = Object.keys(HOLD_STATES) as HoldState[];
  const hold = (number: number) =>
    `INSERT INTO capture_holds (reference, attempt, hours) VALUES ('f-1.${number}.h', 'f-1.${number}', 24)`;
  const holding = (state: HoldState) => [
    ...BEGUN,
    attempt(1),
    hold(1),
    'SET LOCAL session_replication_role = replica',
    `UPDATE capture_holds SET state = '${state}'`,
    'SET LOCAL session_replication_role = origin',
  ];

  it.each(HOLDS)('goes from %s as the table says, and in no other way', async (from) => {
    for (const to of HOLDS) {
      const refused = await refusal(...holding(from), `UPDATE capture_holds SET state = '${to}'`);
      expect(refused === null, to).toBe(from === to || holdMayBecome(from, to));
    }
  });

  it('lets the attempt be sent while it is held, and in no other state', async () => {
    for (const state of HOLDS) {
      const refused = await refusal(...holding(state), `UPDATE capture_attempts SET state = 'SENT'`);
      expect(refused === null, state).toBe(HOLD_STATES[state].stage === 'held');
    }
  });

  it('lets an attempt be asked about that may have left before the ledger was set back', async () => {
    expect(
      await refusal(
        ...holding('SENT'),
        `UPDATE capture_attempts SET doubtful = true`,
        `UPDATE capture_attempts SET state = 'SENT'`,
      ),
    ).toBeNull();
  });

  it('is the only one of its funding while it may block money', async () => {
    for (const state of HOLDS) {
      const another = [`UPDATE capture_attempts SET state = 'REFUSED'`, attempt(2), hold(2)];
      const refused = await refusal(...holding(state), ...another);
      expect(refused === null, state).toBe(!OPEN_HOLDS.includes(state));
    }
  });

  it.each([
    ['twice for one attempt', [...holding('CANCELED'), hold(1).replace('.h', '.i')]],
    ['for an attempt that was sent', [...standing('SENT'), hold(1)]],
    ['for an attempt that is over', [...standing('REFUSED'), hold(1)]],
    ['with nobody asked for it', [...BEGUN, hold(1)]],
    ['for no time', [...BEGUN, attempt(1), hold(1).replace('24', '0')]],
    [
      'as approved before it was asked for',
      [...BEGUN, attempt(1), hold(1).replace('hours)', 'hours, state)').replace('24)', `24, 'AUTHORIZED')`)],
    ],
  ])('is not %s', async (_what, statements) => {
    expect(await refusal(...statements)).not.toBeNull();
  });

  it.each([
    `UPDATE capture_holds SET attempt = 'f-1.2'`,
    'UPDATE capture_holds SET hours = 48',
    'UPDATE capture_holds SET is_second = true',
    'UPDATE capture_holds SET tries = -1',
    `UPDATE capture_holds SET sent_at = sent_at - interval '1 s'`,
    'DELETE FROM capture_holds',
  ])('keeps what it asks for: %s', async (change) => {
    expect(await refusal(...holding('SENT'), change)).not.toBeNull();
  });

  it('has the states of the table, and those that may block money are in the index', async () => {
    const { rows } = await client.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'capture_holds_state_check'
       UNION ALL SELECT indexdef FROM pg_indexes WHERE indexname = 'capture_holds_due'`,
    );
    const named = rows.map(({ text }) =>
      [...text.matchAll(/'([A-Z_]+)'/g)].map(([, name = '']) => name).toSorted(byText),
    );
    expect(named).toEqual([HOLDS.toSorted(byText), OPEN_HOLDS.toSorted(byText)]);
  });
});

describe('an attempt that was never tried', () => {
  const named = `UPDATE on_file_accounts SET account = 'ubai:${'0'.repeat(32)}' WHERE authorization_id = '100'`;
  const mayHaveLeft = async (...statements: readonly string[]) => {
    await client.query('BEGIN');
    try {
      for (const statement of [...BEGUN, named, attempt(1), ...statements]) await client.query(statement);
      return (await takeDueCapture(client, 1_000, 1_000))?.mayHaveLeft;
    } finally {
      await client.query('ROLLBACK');
    }
  };

  it('has certainly not left', async () => {
    expect(await mayHaveLeft()).toBe(false);
  });

  it.each([
    ['whose row was put back from a copy', `written_by = '1'`],
    ['that was ordered before the server was set back', `ordered_in = 'another run'`],
  ])('may have left all the same: one %s', async (_what, change) => {
    expect(
      await mayHaveLeft(
        'SET LOCAL session_replication_role = replica',
        `UPDATE capture_attempts SET ${change}`,
        'SET LOCAL session_replication_role = origin',
      ),
    ).toBe(true);
  });
});

describe('an attempt that may have left before it was put back from a copy', () => {
  const put = [
    'SET LOCAL session_replication_role = replica',
    `UPDATE capture_attempts SET written_by = '1'`,
    'SET LOCAL session_replication_role = origin',
  ];

  it('stays so, whoever writes the row first', async () => {
    await client.query('BEGIN');
    try {
      for (const statement of [...BEGUN, attempt(1), ...put]) await client.query(statement);
      await makeDue(client, 'f-1.1');
      const { rows } = await client.query('SELECT doubtful FROM capture_attempts');
      expect(rows).toEqual([{ doubtful: true }]);
    } finally {
      await client.query('ROLLBACK');
    }
  });

  it('is not refused before the rail was asked', async () => {
    const refuse = `UPDATE capture_attempts SET state = 'REFUSED'`;
    expect(await refusal(...BEGUN, attempt(1), ...put, refuse)).toContain('may have left');
    const ask = `UPDATE capture_attempts SET state = 'SENT', sent_at = now()`;
    expect(await refusal(...BEGUN, attempt(1), ...put, ask, refuse)).toBeNull();
  });
});

describe('an attempt that another process has taken since', () => {
  it('is ended and sent by that one only: the first one cannot know what has left', async () => {
    await client.query('BEGIN');
    try {
      for (const statement of [
        ...BEGUN,
        `UPDATE on_file_accounts SET account = 'ubai:${'0'.repeat(32)}'`,
        attempt(1),
      ])
        await client.query(statement);
      const first = await takeDueCapture(client, 0, 1_000);
      const second = await takeDueCapture(client, 1_000, 1_000);
      if (first === null || second === null) throw new Error('nothing was due');
      expect(await markSent(client, first)).toBe(false);
      expect(await markSent(client, second)).toBe(true);
      expect(await refuseCapture(client, first, null, 'the limit is reached')).toBeNull();
      expect(await refuseCapture(client, second, null, 'not taken')).toBe('account-0123456789');
    } finally {
      await client.query('ROLLBACK');
    }
  });
});

describe('an account that is forgotten', () => {
  const FORGOTTEN = [...BEGUN, 'UPDATE on_file_accounts SET forgotten_at = now()'];
  it('says nothing of itself, and never comes back', async () => {
    expect(await refusal(...FORGOTTEN)).toBeNull();
    for (const change of [`bank_name = 'Demo Bank'`, `sealed_split_token = '\\x00'`, 'forgotten_at = NULL'])
      expect(await refusal(...FORGOTTEN, `UPDATE on_file_accounts SET ${change}`), change).toContain(
        'is forgotten',
      );
  });
});

describe('the same account twice on one phone', () => {
  const account = `ubai:${'a'.repeat(32)}` as AccountDigest;

  /** Both come by logins of their own, the second one later. */
  async function bothOnFile(isVerified: readonly [boolean, boolean]): Promise<readonly [string, string]> {
    const name = `twice-${++twice}-0123456789`;
    const ids = [`${name}-a`, `${name}-b`] as const;
    for (const [place, accountId] of ids.entries())
      await addAccount(client, {
        accountId,
        authorizationId: `${2 * twice + place}000`,
        payer: name,
        sealedSplitToken: null,
        isVerified: isVerified[place] === true,
        isByNumbers: false,
        stamp: { atMs: 1, eventId: '1' },
      });
    return ids;
  }
  const nameIn = async (tx: Client, accountId: string) =>
    nameAccount(tx, 'trustly-on-file', accountId, {
      account,
      otherKey: null,
      bankName: null,
      lastFour: null,
    });
  const left = async (ids: readonly string[]) =>
    (
      await client.query<{ id: string }>(
        'SELECT account_id AS id FROM on_file_accounts WHERE account_id = ANY ($1) AND forgotten_at IS NULL',
        [ids],
      )
    ).rows.map(({ id }) => ids.indexOf(id));

  it.each([
    ['the newer one', [true, true], 1],
    ['the one that is verified', [true, false], 0],
    ['the newer one, where neither is verified', [false, false], 1],
  ] as const)('is there once, as %s, whichever is named first', async (_what, isVerified, stays) => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const ids = await bothOnFile(isVerified);
      const said = [];
      for (const place of order) said.push(await nameIn(client, ids[place]));
      expect(said).toEqual([true, order[1] === stays]);
      expect(await left(ids)).toEqual([stays]);
    }
  });

  it('is there once where both are named in one moment', async () => {
    const ids = await bothOnFile([true, true]);
    const other = new Client({ connectionString: site.ownerUrl });
    await other.connect();
    await Promise.all([client.query('BEGIN'), other.query('BEGIN')]);
    await nameIn(client, ids[0]);
    const second = nameIn(other, ids[1]).then(async () => other.query('COMMIT'));
    await waitFor('the second one to wait', async () => {
      const waiting = await site.sql(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
      return waiting.length === 1;
    });
    await client.query('COMMIT');
    await second;
    await other.end();
    expect(await left(ids)).toEqual([1]);
  });
});
