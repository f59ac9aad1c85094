/** Everything the glass says. A catalogue is a value of this type, so a missing text does not compile. */
import type { Locale, UnavailableReason } from '../../preload/contract.ts';
import type { DeclineReason } from '../../protocol/egm-link.ts';

/** One step on the way from the code to the credits: a word to read from afar, a sentence to read up close. */
export interface Step {
  verb: string;
  how: string;
}

/** A screen's words: what is the case, and what the player can do [plain-words]. */
export interface Statement {
  title: string;
  body: string;
}

/** Reasons for which the machine may still take cash, so that the body says so. */
export type CashReason =
  | 'STARTING'
  | 'LINK_DOWN'
  | 'LINK_REFUSED'
  | 'CODE_SOURCE_UNREACHABLE'
  | 'CODE_SOURCE_REFUSED'
  | 'CLOCK_NOT_TRUSTED'
  | 'CODE_NOT_SCANNABLE';

export interface Texts {
  /** What the glass is for, above the steps. */
  purpose: string;
  steps: readonly [scan: Step, choose: Step, approve: Step, play: Step];
  invitation: Statement & { button: string };
  starting: Statement;
  adding: Statement;
  added: Statement;
  /** Less was added than was asked for. */
  addedInPart(requested: string): string;
  declined: Readonly<Record<DeclineReason, Statement>>;
  /** Said with `LIMIT_REACHED`. */
  remainingToday(amount: string): string;
  nothingRemainsToday: string;
  /** Said with every decline: the player is told where the money is [where-the-money-is]. */
  nothingAdded: string;
  unconfirmed: Statement;
  note: Readonly<Record<'accepted' | 'returned', Statement>>;
  unavailable: Readonly<Record<UnavailableReason, Statement>>;
  /** The bodies of these while the machine takes no notes: nobody is sent to what does not work. */
  withoutCash: Readonly<Record<CashReason, string>>;
  /** The renderer's own guard took the code away [blank-by-itself]. */
  expired: Statement;
  /** The small print. */
  machine: string;
  takesNotes: string;
  takesNoNotes: string;
  playWithinLimits: string;
  help(helpline: string): string;
  /** The badge of what is not the real thing. */
  trial: Readonly<Record<'DEMO' | 'STAND_IN', string>>;
  code: string;
}

/** The language as `Intl` knows it, with the region whose money habits the player lives among. */
export const INTL_LOCALE: Readonly<Record<Locale, string>> = {
  en: 'en-US',
  es: 'es-US',
  'zh-Hans': 'zh-Hans-CN',
  vi: 'vi-VN',
  fil: 'fil-PH',
};
