/** Whether Trustly says that an account is its player's. Money is taken from no other. */
import type { Transaction } from './transaction.ts';

export interface Verification {
  /** null: it is not said. */
  readonly verified: boolean | null;
  /** The account was typed, and no bank was asked. */
  readonly isManual: boolean;
}

/** Where it is not said, a login at the bank proves it, and numbers that were typed do not. */
export function isVerified({ verified, isManual }: Verification, isByNumbers: boolean): boolean {
  return verified ?? !(isManual || isByNumbers);
}

/** `2` in answers and redirects. What events say is not documented: the number, or the word. */
const MANUAL = /^(2|manual.*)$/i;

/** @param type as an event has it. */
export function isManualEntry(type: string | null): boolean {
  return type !== null && MANUAL.test(type);
}

export function verificationOf({ payment }: Transaction): Verification {
  const { verified = null } = payment?.account ?? {};
  const type = payment?.paymentProvider?.type;
  return { verified, isManual: typeof type === 'number' && isManualEntry(String(type)) };
}
