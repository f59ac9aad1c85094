/**
 * The orders at Trustly Europe of the payments that players have begun. An order is a row before its first byte leaves
 * [durable-first], and what is told of it only ever moves its state on (./europe-order-states.ts).
 */
import type { Queryable } from '../platform/postgres/database.ts';
import type { AccountDigest } from '../platform/secrets/digests.ts';
import { recordAudit } from './audit.ts';
import { EUROPE_ORDER_RANKS, EUROPE_ORDER_STATES, type EuropeOrderState } from './europe-order-states.ts';

const named = (states: readonly string[]) => `(${states.map((state) => `'${state}'`).join(', ')})`;
const those = (is: 'mayBeFollowed' | 'isAsked' | 'mayBeLeft' | 'wasPaid') =>
  named(EUROPE_ORDER_RANKS.filter((state) => EUROPE_ORDER_STATES[state][is]));
const FOLLOWED = those('mayBeFollowed');
const PAID = those('wasPaid');
const RANKS = `ARRAY[${EUROPE_ORDER_RANKS.map((state) => `'${state}'`).join(', ')}]`;

/** The player may need this long. After it nobody knows who sits at the machine, and no order is made any more. */
const PAY_WITHIN = `interval '10 minutes'`;

export interface EuropeOrder {
  readonly messageId: string;
  readonly fundingId: string;
  readonly number: number;
  readonly state: EuropeOrderState;
  /** null: Trustly has not told its id. */
  readonly orderId: string | null;
  readonly sealedPage: Buffer | null;
  /** Since its page is known; null: it is not. */
  readonly openMs: number | null;
  readonly failure: string | null;
}

const SELECT = `SELECT message_id AS "messageId", funding_id AS "fundingId", number, state, order_id AS "orderId",
  sealed_page AS "sealedPage", failure, (extract(epoch FROM clock_timestamp() - opened_at) * 1000)::float8 AS "openMs"
  FROM europe_orders`;

/** The newest of a payment; null: none was made. */
export async function newestOrder(queryable: Queryable, fundingId: string): Promise<EuropeOrder | null> {
  const { rows } = await queryable.query<EuropeOrder & Record<string, unknown>>(
    `${SELECT} WHERE funding_id = $1 ORDER BY number DESC LIMIT 1`,
    [fundingId],
  );
  return rows[0] ?? null;
}

export async function findOrder(queryable: Queryable, messageId: string): Promise<EuropeOrder | null> {
  const { rows } = await queryable.query<EuropeOrder & Record<string, unknown>>(
    `${SELECT} WHERE message_id = $1`,
    [messageId],
  );
  return rows[0] ?? null;
}

/**
 * Makes the next order of a payment, unless one is open, was paid, or the payment was begun too long ago. @returns the newest one
 * then; null: there is none.
 */
export async function orderNext(
  tx: Queryable,
  { fundingId, account }: { readonly fundingId: string; readonly account: AccountDigest },
): Promise<EuropeOrder | null> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7303))', [fundingId]);
  const { rows } = await tx.query<{ messageId: string }>(
    `INSERT INTO europe_orders (message_id, funding_id, number, account)
     SELECT p.funding_id || '.' || n.number, p.funding_id, n.number, $2
     FROM page_payments p CROSS JOIN LATERAL (
       SELECT 1 + coalesce(max(o.number), 0) AS number FROM europe_orders o WHERE o.funding_id = p.funding_id) n
     WHERE p.funding_id = $1 AND p.begun_at > now() - ${PAY_WITHIN}
       AND NOT EXISTS (SELECT 1 FROM europe_orders o WHERE o.funding_id = $1 AND o.state NOT IN ${FOLLOWED})
       AND NOT EXISTS (SELECT 1 FROM rail_payments r WHERE r.funding_id = $1)
     RETURNING message_id AS "messageId"`,
    [fundingId, account],
  );
  const [made] = rows;
  if (made) await recordAudit(tx, 'europe-order.made', fundingId, { ...made });
  return newestOrder(tx, fundingId);
}

/**
 * Durable when it resolves: from here on the order may have reached Trustly. Nobody else asks for it before `leaseMs` are over, even
 * when this process dies. @returns false: another process asks, or nothing is to be asked any more.
 */
export async function takeToAsk(queryable: Queryable, messageId: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await queryable.query(
    `UPDATE europe_orders SET state = 'SENT', tries = tries + 1, asked_until = now() + make_interval(secs => $2::float8 / 1000)
     WHERE message_id = $1 AND state IN ${those('isAsked')} AND (asked_until IS NULL OR asked_until < now())`,
    [messageId, leaseMs],
  );
  return rowCount === 1;
}

/** What Trustly answered to it; or `asked again`: nothing, and somebody may ask at once. */
export type AnsweredOrder =
  | { readonly kind: 'open'; readonly orderId: string; readonly sealedPage: Buffer }
  | { readonly kind: 'lost' }
  | { readonly kind: 'refused'; readonly failure: string }
  | { readonly kind: 'ask again' };

/** What was told of the order meanwhile stays. */
export async function keepAnswered(tx: Queryable, messageId: string, answer: AnsweredOrder): Promise<void> {
  const to = { open: 'OPEN', lost: 'LOST', refused: 'REFUSED', 'ask again': 'SENT' }[answer.kind];
  await tx.query(
    `UPDATE europe_orders SET asked_until = NULL,
       state = CASE WHEN array_position(${RANKS}, state) < array_position(${RANKS}, $2) THEN $2 ELSE state END,
       order_id = coalesce(order_id, $3), sealed_page = coalesce(sealed_page, $4),
       opened_at = CASE WHEN $4::bytea IS NULL THEN opened_at ELSE coalesce(opened_at, now()) END,
       failure = coalesce(failure, $5)
     WHERE message_id = $1`,
    [
      messageId,
      to,
      answer.kind === 'open' ? answer.orderId : null,
      answer.kind === 'open' ? answer.sealedPage : null,
      answer.kind === 'refused' ? answer.failure : null,
    ],
  );
}

/** The player came back from Trustly's page without paying. What was told of the order meanwhile stays. */
export async function markLeft(queryable: Queryable, messageId: string): Promise<void> {
  await queryable.query(
    `UPDATE europe_orders SET state = 'LEFT' WHERE message_id = $1 AND state IN ${those('mayBeLeft')}`,
    [messageId],
  );
}

/** What a notification is of. */
export interface ToldOrder {
  readonly messageId: string;
  readonly fundingId: string;
  readonly asset: string;
  readonly payer: string;
  readonly state: EuropeOrderState;
  /** Whose limits count. */
  readonly account: AccountDigest;
  /** The id under which its money is decided: that of the payment, or, where another order was paid, one of its own. */
  readonly decidedAs: string;
  readonly orderedAtMs: number;
}

/** The id under which money is decided that was paid for a second order of a payment: the first has the player's. */
const SECOND = 'second-';

/**
 * Moves the order on to what was told of it, and holds the orders of its payment until the transaction ends. @param to null: it says
 * nothing of the state. @param person whose limits count from now on, unless it was paid before. @returns null: no order of ours.
 */
export async function hearOrder(
  tx: Queryable,
  { messageId, orderId }: { readonly messageId: string; readonly orderId: string },
  { to, person }: { readonly to: EuropeOrderState | null; readonly person: AccountDigest | null },
): Promise<ToldOrder | null> {
  const found = await findOrder(tx, messageId);
  if (found === null) return null;
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7303))', [found.fundingId]);
  const { rows } = await tx.query<ToldOrder & Record<string, unknown>>(
    `UPDATE europe_orders o SET order_id = coalesce(o.order_id, $2),
       account = CASE WHEN o.state IN ${PAID} THEN o.account ELSE coalesce($4, o.account) END,
       state = CASE WHEN array_position(${RANKS}, o.state) < array_position(${RANKS}, $3) THEN $3 ELSE o.state END
     FROM page_payments p
     WHERE o.message_id = $1 AND p.funding_id = o.funding_id
     RETURNING o.message_id AS "messageId", o.funding_id AS "fundingId", p.asset, p.payer, o.state, o.account,
       (extract(epoch FROM o.ordered_at) * 1000)::float8 AS "orderedAtMs",
       CASE WHEN EXISTS (SELECT 1 FROM rail_payments r
         WHERE r.funding_id = o.funding_id AND (r.rail, r.payment_id) <> ('trustly-europe', $2))
       THEN '${SECOND}' || $2 ELSE o.funding_id END AS "decidedAs"`,
    // What is told of has reached Trustly, also where this ledger, set back since, has forgotten that it was sent.
    [messageId, orderId, to ?? 'SENT', person],
  );
  return rows[0] ?? null;
}
