/** The key of an account for the limits: what stays the same for one bank account at every visit, as far as Trustly says. */
import { ON_FILE } from './on-file.ts';
import type { Transaction } from './transaction.ts';

interface AccountKeys {
  /** No other rail has such a key. */
  readonly key: string;
  /** By which an exclusion list may have it too; null: there is no other. */
  readonly otherKey: string | null;
}

export function accountKeys(authorizationId: string, payment?: Transaction['payment']): AccountKeys {
  const token = told('token', payment?.account?.token);
  const fingerprint = told('fingerprint', payment?.fingerprint);
  if (token !== null) return { key: token, otherKey: fingerprint };
  return { key: fingerprint ?? `${ON_FILE} authorization ${authorizationId}`, otherKey: null };
}

function told(what: 'token' | 'fingerprint', text: string | null | undefined): string | null {
  return typeof text === 'string' && text !== '' ? `${ON_FILE} ${what} ${text}` : null;
}
