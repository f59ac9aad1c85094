/** The longest delay that `setTimeout` takes, 24.8 days in milliseconds: it fires at once for a longer one. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
