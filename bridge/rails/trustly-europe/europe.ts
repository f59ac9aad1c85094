/** The name of this rail, for the ledger, metrics and logs. */
export const EUROPE = 'trustly-europe';
