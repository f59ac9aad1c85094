/** Whether Trustly says that an account is its player's. Money is taken from no other. */
import type { Transaction } from './transaction.ts';

export interface Verification {
  /** null: it is not said. */
  readonly verified: boolean | null;
  /** Where the account was told: at the bank after a login, or typed, and no bank was asked. null: it is not said. */
  readonly told: 'at-bank' | 'typed' | null;
}

/** A login at the bank, where that is said, proves it; silence proves nothing, and numbers that were typed do not. */
export function isVerified({ verified, told }: Verification, isByNumbers: boolean): boolean {
  return verified ?? (told === 'at-bank' && !isByNumbers);
}

/** Numbers in answers, words in events; what more words there are is not documented. */
const AT_BANK = /^(1|pwmb)$/i;
const TYPED = /^(2|manual.*)$/i;

/** @param type of the provider, as an event or an answer has it. */
export function toldAt(type: string | null): Verification['told'] {
  if (type === null) return null;
  if (TYPED.test(type)) return 'typed';
  return AT_BANK.test(type) ? 'at-bank' : null;
}

export function verificationOf({ payment }: Transaction): Verification {
  const { verified = null } = payment?.account ?? {};
  const type = payment?.paymentProvider?.type;
  return { verified, told: toldAt(typeof type === 'number' ? String(type) : null) };
}
