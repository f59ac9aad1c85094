/** What PostgreSQL reads for one of everything that a bridge does, with years of fundings in its ledger. */
import { expect } from 'vitest';
import { sealAudit, verifyNewOfAudit, type ChainHead } from '../../../bridge/ledger/audit-chain.ts';
import { verifyNewOfLedger } from '../../../bridge/ledger/ledger-check.ts';
import { Database } from '../../../bridge/platform/postgres/database.ts';
import { aFunding, TestTpas, type BridgeSite } from '../bridge/bridge-site.ts';
import { callEverything, EVERYTHING_ANSWERED } from '../bridge/every-call.ts';
import { ExplainedStatements, type TableRead } from './explained-statements.ts';
import { DAY_IN_HISTORY, fillLedger } from './large-ledger.ts';

/** These grow with every payment or day. Tables of machines, links and processes do not. */
export const GROWING: ReadonlySet<string> = new Set([
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
  'exclusions',
  'capture_reports',
  'capture_lines',
]);

/** A few thousand rows after years: scanning all of them may be the shortest way. */
const SMALL: ReadonlySet<string> = new Set(['capture_reports', 'player_limits']);

export function isScan({ how, table }: TableRead): boolean {
  return how === 'Seq Scan' && !SMALL.has(table);
}

/** Fills the ledger of a site, then does one of everything. @returns the reads of tables that grow. */
export async function readsOfEverything(site: BridgeSite, fundings: number): Promise<TableRead[]> {
  await (await site.bridge()).stop(); // makes the tables
  await fillLedger(site, fundings);
  const head = await headOf(site);
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

  const together = /funding_id = ANY \(free\)/;
  const floor = ['EGM-H2', 'EGM-H3', 'EGM-H4', 'EGM-H5', 'EGM-H6'];
  for (const asset of floor) (await site.kiosk(bridge, asset)).creditEverything();
  const tpas = await TestTpas.signIn(bridge.url);
  await expect
    .poll(
      async () => {
        await Promise.all(floor.map(async (each) => tpas.fund(aFunding(each))));
        return (await explained.reads()).some(({ statement }) => together.test(statement));
      },
      { timeout: 30_000 },
    )
    .toBe(true);

  const sweep = /answer_by <= now\(\) ORDER BY answer_by/;
  await expect
    .poll(async () => (await explained.reads()).some((read) => sweep.test(read.statement)))
    .toBe(true);
  await site.clear();
  await verifyNew(site, head);
  return (await explained.reads()).filter(({ table }) => GROWING.has(table));
}

async function headOf(site: BridgeSite): Promise<ChainHead> {
  const [head] = await site.sql<{ position: string; hash: string }>(
    'SELECT position, hash FROM audit_chain ORDER BY position DESC LIMIT 1',
  );
  return { position: Number(head?.position), hash: head?.hash ?? '' };
}

async function verifyNew(site: BridgeSite, head: ChainHead): Promise<void> {
  const owner = new Database(site.ownerUrl, { maxConnections: 1, onError: () => undefined });
  try {
    await sealAudit(owner);
    expect((await verifyNewOfAudit(owner, head)).kind).toBe('intact');
    expect((await verifyNewOfLedger(owner, head.position)).disagreements).toEqual([]);
  } finally {
    await owner.end();
  }
}
