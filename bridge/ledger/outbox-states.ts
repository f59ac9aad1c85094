/** The states of a row of the outbox, as data: the database is tested against it (test/integration/outbox-states.test.ts). */
import { DEBT_STATES } from './payout-states.ts';

interface StateOfOutbox {
  readonly means: string;
  readonly next: readonly string[];
}

export const REFUND_STATES = {
  DUE: {
    means: 'not known to be done: it is tried, and tried again under the same key',
    next: ['DONE', 'REFUSED', 'WITHDRAWN'],
  },
  DONE: { means: 'the rail said that it is done', next: [] },
  REFUSED: {
    means:
      'the rail refused it for good: an attendant pays it. DONE after all, where an earlier try is answered late',
    next: ['DONE', 'WITHDRAWN', 'SETTLED_BY_HAND'],
  },
  WITHDRAWN: {
    means: 'the rail took all of the money back by itself, before the first try or after it refused',
    next: [],
  },
  SETTLED_BY_HAND: { means: 'a person has paid it in another way, and said how', next: [] },
} as const satisfies Record<string, StateOfOutbox>;

/** SQL: the states of a refund that the rail has paid, or may pay. */
export const RAIL_REFUNDS = "('DUE', 'DONE')";

interface KindOfOutbox {
  readonly states: Readonly<Record<string, StateOfOutbox>>;
  /** What a row becomes when the rail has done what it was asked for. */
  readonly done: string;
}

/** What a rail is asked for. */
export const OUTBOX_KINDS = {
  refund: { states: REFUND_STATES, done: 'DONE' },
  payout: { states: DEBT_STATES, done: 'PAYING' },
} as const satisfies Record<string, KindOfOutbox>;

export type OutboxKind = keyof typeof OUTBOX_KINDS;

const TRY = ['tries', 'doubtful', 'try_at', 'said'] as const;

/**
 * The steps, with the columns that each may set besides the state. A step that stays is something more that is learned: a
 * try, or that the rail tells that it paid what it has told to have come back.
 */
export const STEPS: Readonly<Record<OutboxKind, Readonly<Record<string, readonly string[]>>>> = {
  refund: {
    'DUE>DUE': [...TRY, 'amount_minor'],
    'DUE>DONE': ['ended_at'],
    'DUE>REFUSED': ['ended_at', 'said'],
    'DUE>WITHDRAWN': ['ended_at'],
    'REFUSED>DONE': [],
    'REFUSED>WITHDRAWN': [],
    'REFUSED>SETTLED_BY_HAND': ['hand_minor'],
  },
  payout: {
    'DUE>DUE': TRY,
    'DUE>PAYING': ['ended_at'],
    'DUE>PAID': ['ended_at', 'paid_at', 'told_paid'],
    'DUE>REFUSED': ['ended_at', 'said'],
    'DUE>RETURNED': ['ended_at', 'returned_at'],
    'PAYING>PAID': ['paid_at', 'told_paid'],
    'PAYING>RETURNED': ['returned_at'],
    'PAID>PAID': ['told_paid'],
    'PAID>RETURNED': ['returned_at'],
    'REFUSED>PAYING': [],
    'REFUSED>PAID': ['paid_at', 'told_paid'],
    'REFUSED>RETURNED': ['returned_at'],
    'REFUSED>SETTLED_BY_HAND': ['hand_minor'],
    'RETURNED>RETURNED': ['paid_at', 'told_paid'],
    'RETURNED>SETTLED_BY_HAND': ['hand_minor'],
  },
};

/** SQL: more than one try may have reached the rail, also one that this ledger, set back since, has forgotten. */
export const SEVERAL_TRIES = `(tries > 1 OR doubtful OR (state = 'DUE' AND written_in <> server_run()))`;

/** SQL: a try may have reached the rail, also one that this ledger, set back or put back since, has forgotten. */
export const MAY_HAVE_BEEN_TRIED =
  '(tries > 0 OR doubtful OR written_in <> server_run() OR written_by <> xmin::text)';

/** SQL: the states from which a row of this kind may come to this one. */
export function statesBefore<Kind extends OutboxKind>(
  kind: Kind,
  state: keyof (typeof OUTBOX_KINDS)[Kind]['states'] & string,
): string {
  const states: Readonly<Record<string, StateOfOutbox>> = OUTBOX_KINDS[kind].states;
  const before = Object.entries(states).filter(([, { next }]) => next.includes(state));
  return `(${before.map(([from]) => `'${from}'`).join(', ')})`;
}
