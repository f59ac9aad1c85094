/**
 * The banks that a player may pay from. All of them are the Demo Bank behind another name: the user name decides whose
 * accounts they are, the pass phrase what happens, with the phrases that Trustly's own Demo Bank knows.
 */
import { createHmac } from 'node:crypto';
import type { Money } from '../protocol/money.ts';

export interface Bank {
  readonly id: string;
  readonly name: string;
}

export interface BankAccount {
  /** The unique bank account identifier: opaque, at most 40 characters, the same at every visit. */
  readonly ubai: string;
  readonly kind: 'Checking' | 'Savings';
  /** The last four digits. */
  readonly lastDigits: string;
  readonly balance: Money;
}

export type LoginRefusal = 'WRONG_CREDENTIALS' | 'ACCOUNT_LOCKED' | 'UNAVAILABLE' | 'NO_ACCOUNTS';

export interface Login {
  /** How long the bank thinks before it answers, in milliseconds. */
  readonly delayMs: number;
  readonly result: { accounts: readonly BankAccount[] } | { refused: LoginRefusal };
}

export const BANKS: readonly [Bank, ...Bank[]] = [
  { id: 'demo', name: 'Demo Bank' },
  { id: 'harbor', name: 'Harbor Credit Union' },
  { id: 'prairie', name: 'First Prairie Bank' },
];

const CURRENCY = 'USD';
export const LONGEST_SLEEP_S = 30;

const REFUSALS: Readonly<Record<string, LoginRefusal>> = {
  LoginError: 'WRONG_CREDENTIALS',
  AccountLocked: 'ACCOUNT_LOCKED',
  Unavailable: 'UNAVAILABLE',
  NoEligibleAccounts: 'NO_ACCOUNTS',
};

export class DemoBank {
  readonly #key: Buffer;

  /** @param key makes the account identifiers opaque; must survive a restart, since limits are counted by them. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  login(bank: Bank, userName: string, passPhrase: string): Login {
    const refused = REFUSALS[passPhrase];
    if (refused !== undefined) return { delayMs: 0, result: { refused } };
    const sleepS = userName === 'Sleep' && /^[0-9]{1,3}$/.test(passPhrase) ? Number(passPhrase) : 0;
    return {
      delayMs: Math.min(sleepS, LONGEST_SLEEP_S) * 1_000,
      result: { accounts: this.#accounts(bank, userName.toLowerCase(), passPhrase) },
    };
  }

  #accounts(bank: Bank, user: string, passPhrase: string): BankAccount[] {
    if (passPhrase === 'NotEnoughFunds') return [this.#account(bank, user, 'Checking', 0)];
    const balance = /^Balance([0-9]{1,7})$/.exec(passPhrase)?.[1];
    if (balance !== undefined) return [this.#account(bank, user, 'Checking', Number(balance) * 100)];
    return [this.#account(bank, user, 'Checking', 248_035), this.#account(bank, user, 'Savings', 31_000)];
  }

  #account(bank: Bank, user: string, kind: BankAccount['kind'], balanceMinor: number): BankAccount {
    const digest = createHmac('sha256', this.#key).update(`${bank.id}\n${user}\n${kind}`).digest();
    return {
      ubai: digest.toString('base64url').slice(0, 36),
      kind,
      lastDigits: String(digest.readUInt32BE(28) % 10_000).padStart(4, '0'),
      balance: { minor: balanceMinor, currency: CURRENCY },
    };
  }
}
