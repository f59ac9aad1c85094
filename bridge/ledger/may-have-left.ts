/**
 * Of a transfer that is ORDERED, as SQL: the ledger may have been set back since, and have forgotten that it left. It was
 * found to be a restored one, or its database server has started anew (docs/decisions/0013).
 */
export const MAY_HAVE_LEFT = '(doubtful OR ordered_in <> server_run())';
