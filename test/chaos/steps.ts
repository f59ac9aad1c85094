/**
 * Every distinguishable step of a transfer and of a note in the kiosk: an effect that has not happened, and the same
 * effect that has. Between two effects nothing can be told apart from outside.
 */
export const transferSteps = [
  'message transfer.order before',
  'journal begin before',
  'journal begin after',
  'creditMeter transfer before',
  'creditMeter transfer after',
  'creditMeter transfer answered',
  'journal settle before',
  'journal settle after',
  'send transfer.result before',
  'send transfer.result after',
  'message transfer.acknowledged before',
  'journal acknowledge before',
  'journal acknowledge after',
] as const;

/** A transfer whose answer was lost in an earlier crash: the board is asked, and, where it never began, ended. */
export const recoverySteps = [
  'creditMeter query before',
  'creditMeter query after',
  'creditMeter query answered',
  'creditMeter cancel before',
  'creditMeter cancel after',
  'creditMeter cancel answered',
  'journal settle before',
  'journal settle after',
] as const;

/** The bridge asks about an id whose order never came. */
export const querySteps = [
  'message transfer.query before',
  'creditMeter cancel before',
  'creditMeter cancel after',
  'creditMeter cancel answered',
  'journal begin before',
  'journal begin after',
  'journal settle before',
  'journal settle after',
  'send transfer.result before',
  'send transfer.result after',
] as const;

export const noteSteps = [
  'journal recordNote before',
  'journal recordNote after',
  'noteAcceptor acknowledge before',
  'noteAcceptor acknowledge after',
  'noteAcceptor acknowledge answered',
  'send note before',
  'send note after',
  'message note.acknowledged before',
  'journal acknowledgeNote before',
  'journal acknowledgeNote after',
] as const;

export type KioskStep =
  | (typeof transferSteps)[number]
  | (typeof recoverySteps)[number]
  | (typeof querySteps)[number]
  | (typeof noteSteps)[number];
