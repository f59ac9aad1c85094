/** The rail's name in the ledger. It never changes. */
export const ON_FILE = 'trustly-on-file';
