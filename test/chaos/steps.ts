/**
 * Every distinguishable step of a transfer and of a note in the kiosk: an effect that has not happened, and the same
 * effect that has. Between two effects nothing can be told apart from outside.
 */
export const transferSteps = [
  'message transfer.order before',
  'journal begin before',
  'journal begin after',
  'cabinet transfer before',
  'cabinet transfer after',
  'cabinet transfer answered',
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
  'cabinet query before',
  'cabinet query after',
  'cabinet query answered',
  'cabinet cancel before',
  'cabinet cancel after',
  'cabinet cancel answered',
  'journal settle before',
  'journal settle after',
] as const;

/** The bridge asks about an id whose order never came. */
export const querySteps = [
  'message transfer.query before',
  'cabinet cancel before',
  'cabinet cancel after',
  'cabinet cancel answered',
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
  'cabinet acknowledge before',
  'cabinet acknowledge after',
  'cabinet acknowledge answered',
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
