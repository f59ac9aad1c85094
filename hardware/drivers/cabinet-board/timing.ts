/** All times of the driver, in milliseconds. docs/cabinet-hid.md gives the board's side of each. */
export interface BoardTiming {
  /** A request that has no answer after this long is repeated. */
  answerMs: number;
  /** How often a request is sent before the board counts as silent. */
  attempts: number;
  /** How often the board's state is asked for. Twice in the time after which a board takes the kiosk for gone. */
  statusMs: number;
  /** How often an open transfer is asked for. */
  pollMs: number;
  /** The first and the longest wait before the board is looked for again. Each is twice the one before. */
  firstRetryMs: number;
  longestRetryMs: number;
  /** The window in which unusable reports and notices are counted. */
  trustWindowMs: number;
  /** This many unusable reports in the window end the connection. */
  unusableReports: number;
  /** This many notices in the window end it too. */
  notices: number;
}

export const boardTiming: BoardTiming = {
  answerMs: 400,
  attempts: 4,
  statusMs: 1_000,
  pollMs: 500,
  firstRetryMs: 250,
  longestRetryMs: 4_000,
  trustWindowMs: 5_000,
  unusableReports: 5,
  notices: 500,
};
