/** What the ledger says of the payments at a machine. */
import type { PhoneSite } from '../support/bridge/phone-site.ts';
import type { Ending } from './ends.ts';

/** Ends of a capture in which certainly nothing was taken (bridge/ledger/capture-states.ts). */
const NOT_TAKEN = new Set(['REFUSED', 'FAILED', 'DENIED']);

export async function paymentSeen(
  site: PhoneSite,
  asset: string,
): Promise<Pick<Ending, 'payment' | 'accounts' | 'books'>> {
  const [attempts, credits, refunds, accounts, books] = await Promise.all([
    site.sql(
      `SELECT state FROM capture_attempts JOIN page_payments p USING (funding_id) WHERE p.asset = $1 ORDER BY number`,
      [asset],
    ),
    site.sql('SELECT status FROM transfers WHERE asset = $1 ORDER BY ordered_at', [asset]),
    site.sql(
      `SELECT o.state FROM outbox o JOIN page_payments p USING (funding_id) WHERE p.asset = $1 AND o.state <> 'WITHDRAWN'`,
      [asset],
    ),
    site.sql(
      `SELECT a.forgotten_at IS NULL AS kept FROM on_file_accounts a WHERE a.payer IN
       (SELECT payer FROM page_payments WHERE asset = $1) ORDER BY a.known_at`,
      [asset],
    ),
    site.sql(
      `SELECT e.kind, sum(p.amount_minor)::int AS minor FROM book_entries e JOIN postings p USING (entry_id)
       JOIN accounts a USING (account_id) WHERE a.asset = $1 AND p.amount_minor > 0 GROUP BY e.entry_id, e.kind ORDER BY e.entry_id`,
      [asset],
    ),
  ]);
  const kept = accounts.filter((row) => row['kept'] === true).length;
  return {
    payment: [
      ...attempts.map(({ state }) => (NOT_TAKEN.has(String(state)) ? 'not taken' : String(state))),
      ...credits.map(({ status }) => `credit ${String(status)}`),
      ...refunds.map(({ state }) => `refund ${String(state)}`),
    ],
    accounts: kept > 0 ? 'on file' : accounts.length > 0 ? 'forgotten' : 'none',
    books: books.map(({ kind, minor }) => `${String(kind)} $${(Number(minor) / 100).toFixed(2)}`),
  };
}
