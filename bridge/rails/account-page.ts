/**
 * What a rail offers to the phone's page of accounts: to put one on file without a payment. All of it is data, as with
 * pay-page.ts.
 */
import type { BankLoginData, PageAccount, ReturnAddresses } from './pay-page.ts';

/**
 * `pays`: money may be taken from it. `waits-for-code`: its bank sends a small deposit with a code, which the player has to
 * tell. `payouts-only`: it was told by its numbers. `unnamed`: the rail is being asked what it is.
 */
export type AccountUse = 'pays' | 'waits-for-code' | 'payouts-only' | 'unnamed';

export interface AccountOnFile extends PageAccount {
  readonly use: AccountUse;
}

/** What a player types, and what is never kept, logged or shown again [no-personal-data]. */
export interface AccountNumbers {
  readonly nameOnAccount: string;
  readonly routingNumber: string;
  readonly accountNumber: string;
  readonly kind: 'checking' | 'savings';
}

/**
 * `asking`: nobody knows yet. `not-on-file`: it certainly was not taken, or nothing of it has arrived. `told-before`: these were not sent,
 * since others were under the same reference.
 */
export type NumbersTold = 'on-file' | 'asking' | 'not-on-file' | 'told-before';

export interface AccountPage {
  /** The property pays out to accounts that players tell by their numbers. */
  readonly takesNumbers: boolean;
  /** Newest first, those among them that cannot be paid from. */
  accountsOf(payer: string): Promise<readonly AccountOnFile[]>;
  /** Before the player goes to the bank, durable. @param reference unique for ever: the same for each request of one form. */
  begin(payer: string, reference: string): Promise<void>;
  /** Whether this phone was sent to the bank under it some minutes ago: what the bank says may still be on its way. */
  isAtBank(payer: string, reference: string): Promise<boolean>;
  /** @returns null: this phone has not begun it, it is through already, or it was begun too long ago. */
  login(payer: string, reference: string, back: ReturnAddresses): Promise<BankLoginData | null>;
  /** To tell the code that came with the deposit. @returns null: the account waits for none. */
  tellCode(
    payer: string,
    accountId: string,
    reference: string,
    back: ReturnAddresses,
  ): Promise<BankLoginData | null>;
  /** Sent to the rail once for a reference, whatever is told with it later. */
  tellNumbers(payer: string, reference: string, numbers: AccountNumbers): Promise<NumbersTold>;
  /** What became of that. @returns null: this phone has told no numbers under it, or the account is forgotten since. */
  numbersTold(payer: string, reference: string): Promise<NumbersTold | null>;
}
