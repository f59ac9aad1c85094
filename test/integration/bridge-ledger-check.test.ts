import { Client, TypeOverrides } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger, verifyNewOfLedger } from '../../bridge/ledger/ledger-check.ts';
import {
  aFunding,
  BridgeSite,
  operator,
  OPERATOR_TOKEN,
  person,
  TestTpas,
} from '../support/bridge/bridge-site.ts';

const INT8 = 20;

let site: BridgeSite;
let client: Client;
beforeAll(async () => {
  site = await BridgeSite.open();
  const types = new TypeOverrides();
  types.setTypeParser(INT8, Number); // as the bridge reads them
  client = new Client({ connectionString: site.ownerUrl, types });
  await client.connect();
  await aDayOfWork();
});
afterAll(async () => {
  await client.end();
  await site.close();
});

/** One of everything that leaves a row and an entry. */
async function aDayOfWork(): Promise<void> {
  const bridge = await site.bridge({ BRIDGE_FUNDING_WINDOW_MS: '1000' });
  const tpas = await TestTpas.signIn(bridge.url);
  (await site.kiosk(bridge, 'EGM-V1')).creditEverything();
  const silent = await site.kiosk(bridge, 'EGM-V2'); // takes orders and says nothing
  const [credited, settled] = [aFunding('EGM-V1'), aFunding('EGM-V2')];
  await tpas.fund(credited);
  await tpas.fund(aFunding('EGM-V1', { amount: '2000.00' }));
  await tpas.cancel(aFunding('EGM-V1'));
  await tpas.fund(settled);
  await site.unplugBoard(silent, 'EGM-V2');
  const settlement = { outcome: 'credited', credited: '5.00', reason: 'looked' };
  await person(bridge.url, 'POST', `/floor/fundings/${settled.fundingId}/settle`, settlement);
  await site.plugBoardIn(silent, 'EGM-V2');
  await tpas.fund(aFunding('EGM-V2'));
  const limit = (amount: string) => ({ limit: amount, currency: 'USD', requestedBy: 'PLAYER' });
  await tpas.request('PUT', '/v1/limits/lowered', limit('100.00'));
  await tpas.request('PUT', '/v1/limits/raised', limit('100.00'));
  await tpas.request('PUT', '/v1/limits/raised', limit('200.00'));
  await operator(bridge.url, 'PUT', '/floor/machines/EGM-V2/enabled', { enabled: false });
  for (const amount of ['1.00', '20.00']) {
    await fetch(`${bridge.url}/floor/captures/2026-05-01`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'text/csv' },
      body: `fundingId,amount\n${credited.fundingId},${amount}`,
    });
  }
  await site.clear();
}

/**
 * What the checks find after the owner of the database did this. The change is undone.
 * @param head of the trail, after which it is new.
 */
async function afterTampering(
  statement: string,
  head = 0,
): Promise<{ whole: readonly string[]; ofNew: readonly string[] }> {
  await client.query('BEGIN; SET LOCAL session_replication_role = replica');
  await client.query(statement);
  const whole = await verifyLedger(client);
  const ofNew = await verifyNewOfLedger(client, head);
  await client.query('ROLLBACK');
  return { whole: whole.disagreements, ofNew: ofNew.disagreements };
}

async function headPosition(): Promise<number> {
  const { rows } = await client.query<{ head: number }>('SELECT max(position) AS head FROM audit_chain');
  return rows[0]?.head ?? 0;
}

const NOBODY_TOLD = 'funding slipped-in: the trail does not know it';

/** What the owner of the database may do, and what the whole check finds then. */
const TAMPERINGS: [string, string][] = [
  [
    `UPDATE transfers SET credited_minor = 1999 WHERE credited_minor = 2000`,
    'what was credited is not what the trail',
  ],
  [
    `UPDATE transfers SET status = 'FAILED', credited_minor = NULL, failure_code = 'BUSY', failure_message = ''
       WHERE credited_minor = 2000`,
    'is FAILED, the trail says CREDITED',
  ],
  [
    `UPDATE transfers SET status = 'CREDITED', credited_minor = 1, settled_at = now() WHERE status = 'UNCONFIRMED'`,
    'is CREDITED, the trail says UNCONFIRMED',
  ],
  [
    `UPDATE transfers SET settled_by_hand = true WHERE credited_minor = 2000`,
    'that a person settled it is not what the trail says',
  ],
  [
    `UPDATE transfers SET elsewhere_id = transfer_id, elsewhere_end = 'CREDITED' WHERE credited_minor = 2000`,
    'the trail does not know that it was never begun',
  ],
  [
    `UPDATE transfers SET recovered = true, told_id = '000009-0000000009' WHERE credited_minor = 2000`,
    'the id that its kiosk knows it by is not the one in the trail',
  ],
  [`UPDATE fundings SET amount_minor = amount_minor + 1`, 'its amount is not'],
  [`UPDATE fundings SET decline_code = 'BUSY' WHERE decline_code = 'CANCELLED'`, 'its reason is not'],
  [`UPDATE fundings SET asset = 'EGM-V1' WHERE asset = 'EGM-V2'`, 'is for EGM-V1, the trail says EGM-V2'],
  [`DELETE FROM transfers WHERE credited_minor = 500`, 'the ledger has no transfer'],
  [`DELETE FROM fundings WHERE decline_code = 'CANCELLED'`, 'the ledger has no funding'],
  [
    `INSERT INTO fundings SELECT (f).* FROM (SELECT jsonb_populate_record(f, '{"funding_id":"slipped-in"}') AS f
       FROM fundings f WHERE decline_code = 'CANCELLED') f`,
    NOBODY_TOLD,
  ],
  [
    `UPDATE transfers SET credited_minor = 1999 WHERE credited_minor = 2000`,
    'the amount of its credit is not what the books say',
  ],
  [
    `UPDATE transfers SET status = 'CREDITED', credited_minor = 1, settled_at = now() WHERE status = 'UNCONFIRMED'`,
    'is CREDITED, the books say nothing of it',
  ],
  [
    `UPDATE transfers SET status = 'FAILED', credited_minor = NULL, failure_code = 'BUSY', failure_message = ''
       WHERE credited_minor = 500`,
    'is FAILED, the books say that it was a credit',
  ],
  [
    `UPDATE postings SET amount_minor = 2 * amount_minor`,
    'the amount of its credit is not what the books say',
  ],
  [
    `UPDATE postings SET amount_minor = 1999 WHERE amount_minor = 2000`,
    'its postings are not those of a credit',
  ],
  [
    `UPDATE postings SET balance_minor = 1999 WHERE balance_minor = 2000`,
    'the balance after it is not the sum',
  ],
  [`UPDATE postings SET position = 2`, 'the one before it is gone'],
  [`DELETE FROM postings`, 'its last posting says 0'],
  [`DELETE FROM book_entries`, 'there is no entry that it is of'],
  [`UPDATE book_entries SET fact = 'nothing' WHERE entry_id = 1`, 'the ledger has no credit nothing'],
  [`UPDATE accounts SET balance_minor = 0`, 'its balance is 0, its last posting says'],
  [`UPDATE daily_usage SET used_minor = 0 WHERE used_minor = 2000`, 'is 0, its reservations say 2000'],
  [`UPDATE player_limits SET limit_minor = 99999 WHERE pending_at IS NULL`, 'the limit is not the one'],
  [`UPDATE player_limits SET pending_at = now() WHERE pending_at IS NOT NULL`, 'the limit is not the one'],
  [`DELETE FROM player_limits`, 'the limit is not the one'],
  [`UPDATE limit_history SET to_minor = 1`, 'is not what the trail says'],
  [`DELETE FROM limit_history`, 'the ledger has no such change of a limit'],
  [`UPDATE machines SET enabled = true`, 'is enabled, the trail says otherwise'],
  [`UPDATE machines SET secret_hash = 'revoked'`, 'its credentials are not'],
  [`DELETE FROM capture_lines`, 'its lines are not those'],
  [`UPDATE capture_lines SET amount_minor = 1`, 'its lines are not those'],
  [`DELETE FROM capture_reports WHERE version = 1`, 'the ledger has no such report'],
];

describe('the ledger', () => {
  it('is what the audit trail and the books say', async () => {
    const { compared, disagreements } = await verifyLedger(client);
    expect(disagreements).toEqual([]);
    expect(compared).toBeGreaterThan(30);
    expect(await verifyLedger(client, 1)).toEqual({ compared, disagreements }); // in pages as in one
  });

  it.each(TAMPERINGS)('is shown not to be, after %s', async (statement, disagreement) => {
    const { whole } = await afterTampering(statement);
    expect(whole).toContainEqual(expect.stringContaining(disagreement));
  });

  it.each(TAMPERINGS.filter(([, disagreement]) => disagreement !== NOBODY_TOLD))(
    'is shown not to be by what is new alone, after %s',
    async (statement) => {
      const { ofNew } = await afterTampering(statement);
      expect(ofNew).not.toEqual([]);
    },
  );

  it('is looked at in pages as in one, also where only what is new is', async () => {
    const news = await verifyNewOfLedger(client, 0);
    expect(news.disagreements).toEqual([]);
    expect(news.compared).toBeGreaterThan(30);
    expect((await verifyNewOfLedger(client, 0, 1)).disagreements).toEqual([]);
  });

  it('is not looked at again where it is older than the head that was noted', async () => {
    const head = await headPosition();
    const { whole, ofNew } = await afterTampering(
      'UPDATE fundings SET amount_minor = amount_minor + 1',
      head,
    );
    expect([whole.length > 0, ofNew]).toEqual([true, []]);
  });

  it('shows money that was credited without a word in the trail, by the books alone', async () => {
    const head = await headPosition();
    await client.query('BEGIN');
    await client.query(
      `CREATE TEMPORARY TABLE credited ON COMMIT DROP AS SELECT transfer_id FROM transfers WHERE status = 'UNCONFIRMED';
       UPDATE transfers SET status = 'CREDITED', credited_minor = 1, settled_at = now() WHERE status = 'UNCONFIRMED';
       UPDATE limit_reservations SET status = 'COMMITTED', committed_minor = 1
       WHERE transfer_id IN (SELECT transfer_id FROM credited);
       SET CONSTRAINTS transfers_book IMMEDIATE`,
    );
    const { disagreements } = await verifyNewOfLedger(client, head);
    await client.query('ROLLBACK');
    expect(disagreements).toContainEqual(expect.stringContaining('is CREDITED, the trail says UNCONFIRMED'));
  });
});
