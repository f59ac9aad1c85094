/**
 * How each request about a funding is answered, depending on how the funding stands. The API document shows it, and a
 * test tries it.
 */

import type { FundingState } from '../../../ledger/funding-states.ts';

export interface FundingRow {
  /** In the ledger; null: it has none, or any. */
  readonly state: FundingState | null;
  readonly stands: string;
  /** Status, the funding's status, its error code. */
  readonly post: string;
  readonly get: string;
  readonly cancel: string;
}

const again = (what: string): Pick<FundingRow, 'get' | 'cancel'> => ({
  get: `200 ${what}`,
  cancel: `200 ${what}`,
});

export const FUNDING_TABLE: readonly FundingRow[] = [
  {
    state: null,
    stands: 'never heard of',
    post: 'it is decided now',
    get: '404 NOT_FOUND',
    cancel: '200 DECLINED CANCELLED, and the id is kept',
  },
  {
    state: null,
    stands: 'never heard of, and what the machine remembers is not in accord with the ledger',
    post: '503 UNAVAILABLE',
    get: '404 NOT_FOUND',
    cancel: '503 UNAVAILABLE',
  },
  {
    state: 'DECLINED',
    stands: 'cancelled before it was heard of',
    post: '422 DECLINED CANCELLED',
    ...again('DECLINED CANCELLED'),
  },
  {
    state: 'DECLINED',
    stands: 'DECLINED: turned down before there was an order',
    post: '422 DECLINED, the same code',
    ...again('DECLINED, the same code'),
  },
  {
    state: 'ORDERED',
    stands: 'ordered, and waits to leave for the machine',
    post: 'waits with the first, and gets the same answer',
    get: '200 UNCONFIRMED',
    cancel: '200 FAILED CANCELLED',
  },
  {
    state: 'SENT',
    stands: 'has left for the machine, in its window',
    post: 'waits with the first, and gets the same answer',
    get: '200 UNCONFIRMED',
    cancel: '200 UNCONFIRMED, and it goes on',
  },
  {
    state: 'UNCONFIRMED',
    stands: 'UNCONFIRMED: its window is over',
    post: '202 UNCONFIRMED at once',
    ...again('UNCONFIRMED'),
  },
  {
    state: 'FAILED',
    stands: 'FAILED: ordered, and certain that no credit followed',
    post: '422 FAILED, the same code',
    ...again('FAILED, the same code'),
  },
  { state: 'CREDITED', stands: 'CREDITED', post: '200 CREDITED', ...again('CREDITED') },
  {
    state: null,
    stands: 'any but the first, and the body is not the same',
    post: '409 CONFLICT',
    get: '-',
    cancel: '409 CONFLICT',
  },
];

export function fundingTable(): string {
  const rows = FUNDING_TABLE.map(
    ({ stands, post, get, cancel }) => `| ${stands} | ${post} | ${get} | ${cancel} |`,
  );
  return [
    '| the funding | POST with the same id and body | GET | POST …/cancel |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
