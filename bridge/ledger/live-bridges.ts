/** When a bridge process counts as dead, and its links with it: the one rule for everybody. */

/**
 * Ten beats. Long enough that a connection to the database that has to be made anew (5 s) kills nobody, and for a kiosk
 * whose process died to be linked elsewhere before its fundings are declined; not longer than a funding waits.
 */
export const BRIDGE_DEAD_AFTER_S = 10;

/** SQL: whether the process of a row `b` of `bridges` is alive. */
export const IS_ALIVE = `b.last_seen > now() - interval '${BRIDGE_DEAD_AFTER_S} seconds'`;
