/** Everything the microsite says. A catalogue is a value of this type, so a missing text does not compile. */
import type { AmountProblem } from '../../checkout.ts';
import type { Asked, BankAccount, LoginRefusal } from '../../demo-bank.ts';

interface Notice {
  title: string;
  text: string;
}

interface Refusal {
  title: string;
  /** What to do about it; that nothing was taken is said with every refusal. */
  advice: string;
}

export type RefusalKind =
  | 'offline'
  | 'notReady'
  | 'busy'
  | 'amount'
  | 'tooLate'
  /** By the player, on this phone; whatever else ends a payment was not cancelled by anybody. */
  | 'cancelledByPlayer'
  | 'notAdded'
  | 'bank'
  | 'limit'
  | 'other';

/** Amounts come written out, as `$20.00`. */
export interface Texts {
  site: string;
  noRealMoney: string;
  footer: string;
  addingTo: string;
  machine: (asset: string) => string;
  progress: (step: number, of: number) => string;
  next: string;
  back: string;
  cancel: string;
  tryAgain: string;
  amount: {
    title: string;
    heading: string;
    legend: string;
    other: string;
    label: string;
    range: (least: string, most: string) => string;
    problems: (least: string, most: string) => Readonly<Record<AmountProblem, string>>;
  };
  bank: { heading: string; lead(amount: string): string };
  login: {
    heading: (bank: string) => string;
    userName: string;
    passPhrase: string;
    button: string;
    busy: (bank: string) => string;
    problems: Readonly<Record<LoginRefusal | 'MISSING', string>>;
    /** With a question of the bank. */
    questionProblems: Readonly<Record<NonNullable<Asked['problem']>, string>>;
    hints: {
      summary: string;
      lead: string;
      phrases: readonly (readonly [phrase: string, meaning: string])[];
      slowBefore: string;
      slowAfter: string;
    };
  };
  account: {
    title: string;
    heading: string;
    legend: string;
    kinds: Readonly<Record<BankAccount['kind'], string>>;
    endingIn: string;
    available: (amount: string) => string;
  };
  review: {
    heading: string;
    from: string;
    to: string;
    fee: string;
    noFee: string;
    approve: (amount: string) => string;
    busy: string;
    promise: string;
  };
  payment: {
    adding: { title: string; heading: (amount: string) => string; lead: string };
    unconfirmed: { title: string; doNotPay: string; lead: string; hint: (amount: string) => string };
    added: {
      title: string;
      heading: (amount: string) => string;
      lead: string;
      partly: (approved: string, taken: string) => string;
    };
    declinedTitle: string;
    nothingTaken: string;
    reasonCode: (code: string) => string;
    receipt: { amount: string; from: string; machine: string; reference: string };
  };
  refusals: Readonly<Record<RefusalKind, Refusal>>;
  /** With a limit: what is left of it today. */
  leftToday: (amount: string) => string;
  notices: Readonly<
    Record<
      'expiredCode' | 'usedCode' | 'codeInUse' | 'unknownCode' | 'visitOver' | 'left' | 'phoneReady',
      Notice
    >
  >;
}
