/** The key of an account for the limits: what stays the same for one bank account at every visit, as far as Trustly says. */
import { ON_FILE } from './on-file.ts';
import type { Transaction } from './transaction.ts';

/** No other rail has such a key. */
export function accountKey(authorizationId: string, payment?: Transaction['payment']): string {
  const token = payment?.account?.token;
  if (typeof token === 'string' && token !== '') return `${ON_FILE} token ${token}`;
  const fingerprint = payment?.fingerprint;
  if (typeof fingerprint === 'string' && fingerprint !== '') return `${ON_FILE} fingerprint ${fingerprint}`;
  return `${ON_FILE} authorization ${authorizationId}`;
}
