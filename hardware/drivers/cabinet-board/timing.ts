/** All times of the driver, in milliseconds. docs/cabinet-hid.md gives the board's side of each. */
export interface BoardTiming {
  /** A request not answered by then is repeated. */
  answerMs: number;
  /** So often is a request sent before the board counts as silent. */
  attempts: number;
  /** How often the board's state is asked for, and an open transfer. */
  pollMs: number;
  /** Wait before looking for the board again: first, doubling, at most. */
  firstRetryMs: number;
  longestRetryMs: number;
  /** Within this long … */
  trustWindowMs: number;
  /** … this many unusable reports make a board that lies, … */
  unusableReports: number;
  /** … and this many notices one that babbles. */
  notices: number;
}

export const boardTiming: BoardTiming = {
  answerMs: 400,
  attempts: 4,
  pollMs: 500,
  firstRetryMs: 250,
  longestRetryMs: 4_000,
  trustWindowMs: 5_000,
  unusableReports: 5,
  notices: 500,
};
