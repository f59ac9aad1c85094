/**
 * The states of an order at Trustly Europe, as data. Notifications come in any order and any number of times, so a state only ever
 * moves down this table. Money does not follow from it: what was captured, refunded and taken back is in the books of the rail. The
 * database is tested against this table (test/integration/europe-orders.test.ts).
 */
interface StateOfOrder {
  readonly means: string;
  /** What the phone says while nothing is decided about money. */
  readonly page: 'AT_BANK' | 'ON_ITS_WAY' | 'ENDED' | 'BEING_ADDED' | 'GOING_BACK';
  /** Another order may be made for the same payment. Should this one be paid all the same, its money goes back. */
  readonly mayBeFollowed: boolean;
  /** Trustly is still asked for a page. */
  readonly isAsked: boolean;
  /** The player may be on that page. */
  readonly mayBeLeft: boolean;
  /** Its money was decided about. */
  readonly wasPaid: boolean;
}

const none = { mayBeFollowed: false, isAsked: false, mayBeLeft: false, wasPaid: false };

const STATES = {
  ORDERED: { ...none, means: 'durable, and certainly not sent yet', page: 'AT_BANK', isAsked: true },
  SENT: {
    ...none,
    means: 'it may have reached Trustly, which has not answered',
    page: 'AT_BANK',
    isAsked: true,
    mayBeLeft: true,
  },
  OPEN: { ...none, means: 'Trustly has a page for it', page: 'AT_BANK', mayBeLeft: true },
  LEFT: {
    ...none,
    means: 'the player came back from that page without paying',
    page: 'ENDED',
    mayBeFollowed: true,
  },
  LOST: {
    ...none,
    means: 'Trustly has a page for it, of which we know no address',
    page: 'ENDED',
    mayBeFollowed: true,
  },
  REFUSED: { ...none, means: 'Trustly did not take the order', page: 'ENDED', mayBeFollowed: true },
  PENDING: { ...none, means: 'the player has approved, and the money is on its way', page: 'ON_ITS_WAY' },
  CANCELLED: { ...none, means: 'it ended without money', page: 'ENDED', mayBeFollowed: true },
  PAID: { ...none, means: 'its money is ours', page: 'BEING_ADDED', wasPaid: true },
  TAKEN_BACK: { ...none, means: 'Trustly has taken its money back', page: 'GOING_BACK', wasPaid: true },
} as const satisfies Record<string, StateOfOrder>;

export type EuropeOrderState = keyof typeof STATES;
export const EUROPE_ORDER_STATES: Readonly<Record<EuropeOrderState, StateOfOrder>> = STATES;

/** From the first to the last. */
export const EUROPE_ORDER_RANKS = Object.keys(STATES) as readonly EuropeOrderState[];

export function orderMayBecome(from: EuropeOrderState, to: EuropeOrderState): boolean {
  return EUROPE_ORDER_RANKS.indexOf(from) < EUROPE_ORDER_RANKS.indexOf(to);
}
