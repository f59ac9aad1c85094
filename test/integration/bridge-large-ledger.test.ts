import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BridgeSite } from '../support/bridge/bridge-site.ts';
import { callEverything, EVERYTHING_ANSWERED } from '../support/bridge/every-call.ts';
import { ExplainedStatements } from '../support/databases/explained-statements.ts';
import { DAY_IN_HISTORY, fillLedger } from '../support/databases/large-ledger.ts';

let site: BridgeSite;
beforeAll(async () => {
  site = await BridgeSite.open();
});
afterAll(() => site.close());

/** These grow with every payment. Tables of machines, links and processes do not. */
const GROWING = new Set([
  'fundings',
  'transfers',
  'book_entries',
  'postings',
  'limit_reservations',
  'daily_usage',
  'audit',
  'audit_chain',
  'notes',
  'meter_readings',
  'player_limits',
  'limit_history',
  'capture_lines',
]);
/** More rows than one gaming day of the history has, and far fewer than the whole history. */
const MOST_ROWS = 1_000;

describe('with years of fundings in the ledger', () => {
  it('no statement reads more of a table that grows than what it is about', async () => {
    await (await site.bridge()).stop(); // makes the tables
    await fillLedger(site);
    const explained = await ExplainedStatements.of(site);
    const bridge = await site.bridge();
    const kiosk = (await site.kiosk(bridge, 'EGM-H1')).creditEverything();
    const note = { eventId: 1, kind: 'STACKED' as const, minor: 500, currency: 'USD' };
    kiosk.send({ type: 'note', memoryId: '0a1b2c3d', note });
    await kiosk.next('note.acknowledged');
    const [transfer] = await site.sql<{ id: string }>(
      `SELECT transfer_id AS id FROM transfers WHERE funding_id = 'history-1'`,
    );
    kiosk.send({
      type: 'transfer.result',
      transferId: transfer?.id ?? '',
      result: { outcome: 'refused', reason: 'BUSY' },
    });
    const about = { asset: 'EGM-H1', ubai: 'account', day: DAY_IN_HISTORY };
    expect(await callEverything(bridge.url, about)).toEqual(EVERYTHING_ANSWERED);

    const sweep = /answer_by <= now\(\) ORDER BY answer_by/;
    await expect
      .poll(async () => (await explained.reads()).some((read) => sweep.test(read.statement)))
      .toBe(true);
    await site.clear();
    const reads = (await explained.reads()).filter(({ table }) => GROWING.has(table));
    expect(new Set(reads.map(({ table }) => table))).toEqual(GROWING);
    expect(reads.filter(({ rows }) => rows > MOST_ROWS)).toEqual([]);
  });
});
