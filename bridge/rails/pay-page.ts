/**
 * What a rail without a page of its own offers to the phone's pages (bridge/phone/). All of it is data: the pages draw it, the
 * rail decides. Nothing that a page does twice pays twice.
 */
import type { Money } from '../../protocol/money.ts';
import type { Card } from '../ledger/cards.ts';
import type { PlayerDigest } from '../platform/secrets/digests.ts';

/** What a player is about to pay. The code on the glass led to it. */
export interface PagePayment {
  /** Our id of the payment: the same for each request of the same page. */
  readonly fundingId: string;
  readonly asset: string;
  readonly amount: Money;
  /** A random key that the bridge made for this phone: never a name, an address or an account at the casino. */
  readonly payer: string;
  /** Who is carded in when it is begun, for the exclusion lists; null, or left out: nobody, or not certainly. */
  readonly player?: PlayerDigest | null;
}

/** An account on file, and the number that the page shows for the attempt. */
export interface PayFrom {
  readonly accountId: string;
  readonly attempt: number;
  /** The player's card that opens it, where it is of another phone. */
  readonly card?: Card;
}

/** Where the bank sends the browser back to: addresses of our own pages, without a query. */
export interface ReturnAddresses {
  readonly done: string;
  readonly cancelled: string;
}

/** The browser that a player is sent to the bank with, and where it comes back to. */
export interface PageBrowser extends ReturnAddresses {
  /** Its address, as the bridge's own proxies tell it. */
  readonly ip: string;
  /** In which the page is read: `en`, `zh-Hans` and so on. */
  readonly language: string;
}

/** What the browser hands to the rail's own script, which opens the bank over our page; signed. */
export interface BankLoginData {
  readonly kind: 'script';
  /** The address of the script. */
  readonly script: string;
  readonly data: Readonly<Record<string, string>>;
}

/** A page of the rail's, to which the browser goes. It opens once. */
export interface BankPage {
  readonly kind: 'page';
  readonly url: string;
  /** Just made: the player has chosen to go there. Otherwise somebody has come back, and may want to do something else. */
  readonly isNew: boolean;
}

/** How a player gets to the bank. */
export type BankLogin = BankLoginData | BankPage;

export interface PageAccount {
  /** Opaque, and good for its payer only. */
  readonly accountId: string;
  /** null: the bank did not say. */
  readonly bankName: string | null;
  readonly lastFour: string | null;
}

/** What the phone is to say. `attempt` is the number to ask for with the next {@link PayPage.pay}. */
export type PayState =
  | { readonly kind: 'choose-bank'; readonly attempt: number }
  | { readonly kind: 'waiting-for-bank'; readonly attempt: number }
  /** The account waits for the code that its bank sends: nothing is taken, and it does not pay this time. */
  | { readonly kind: 'waiting-for-code' }
  /** The account is asked for the money: some seconds. */
  | { readonly kind: 'capturing' }
  /** The player has approved, and the bank has not paid yet: seconds, as a rule. */
  | { readonly kind: 'on-its-way' }
  /** The money is there, and the machine is told. */
  | { readonly kind: 'being-added' }
  | { readonly kind: 'added'; readonly credited: Money }
  /** The machine confirmed less: the rest goes back. */
  | { readonly kind: 'added-in-part'; readonly credited: Money; readonly by: 'bank' | 'attendant' }
  /** The machine has not answered: nothing is certain, and an attendant helps. */
  | { readonly kind: 'unconfirmed' }
  /** Taken, and not added: it goes back to the account. `by-attendant`: the bank does not take it back. */
  | { readonly kind: 'going-back'; readonly by: 'bank' | 'attendant' }
  | {
      readonly kind: 'declined';
      readonly words: PageWords;
      readonly mayTryAgain: boolean;
      readonly attempt: number;
    }
  /** Not taken, and nothing else is offered: an attendant helps. */
  | { readonly kind: 'not-taken-here'; readonly words: PageWords }
  /** The player has to log in at the bank again; then the payment goes on by itself ({@link PayPage.refresh}). */
  | { readonly kind: 'refresh-needed' }
  /** To be shown word for word, paragraph by paragraph; then another account may be chosen. */
  | { readonly kind: 'adverse-action'; readonly text: readonly string[]; readonly attempt: number }
  /** Nobody knows any more who sits at the machine. Nothing was taken. */
  | { readonly kind: 'too-late' };

/** In the languages of the glass. */
export type PageWords = Readonly<Record<'en' | 'es' | 'fil' | 'vi' | 'zh-Hans', string>>;

/** Where the browser came back from the bank. It only steers the page: no money follows from it. */
export type Returned =
  /** The address was changed on its way, or is not the rail's. */
  | { readonly kind: 'not-signed' }
  | {
      readonly kind: 'returned';
      readonly fundingId: string | null;
      readonly isAuthorized: boolean;
      /** It is the browser that was sent there. */
      readonly isOfPayer: boolean;
    };

export class PagePaymentError extends Error {
  /** `CONFLICT`: this id was begun with another machine, amount or phone. */
  readonly code = 'CONFLICT' as const;

  constructor() {
    super('this payment was begun with another content');
    this.name = 'PagePaymentError';
  }
}

export interface PayPage {
  /**
   * For a payment from a new account. Once for a payment: a repeat gets the same reference. @returns null: the payment needs
   * no bank login now ({@link stateOf} says why). @throws {PagePaymentError}
   */
  begin(payment: PagePayment, browser: PageBrowser): Promise<BankLogin | null>;
  /** For `refresh-needed`. @returns null: it is not needed any more. */
  refresh(fundingId: string, back: ReturnAddresses): Promise<BankLogin | null>;
  /**
   * Pays from an account on file: durable when it resolves. An attempt that was asked for before changes nothing, nor does
   * one from an account that is not on file, or that its card does not open any more. @throws {PagePaymentError}
   */
  pay(payment: PagePayment, from: PayFrom): Promise<PayState>;
  /** Newest first, those that can be paid from. */
  accountsOf(payer: string): Promise<readonly PageAccount[]>;
  /** Final. @returns whether it was on file. */
  forget(payer: string, accountId: string): Promise<boolean>;
  /** @returns null: it was never begun, or by another phone. */
  paymentOf(payer: string, fundingId: string): Promise<PagePayment | null>;
  /** @returns null: it was never begun. */
  stateOf(fundingId: string): Promise<PayState | null>;
  /**
   * @param base the address that the bank was given, and not what the browser says of its host. @param query as it came.
   * @param payer whose browser it is: an account is offered only to the phone that came back from the bank with it.
   */
  returned(base: string, query: string, payer: string | null): Promise<Returned>;
}
