/** Seals what a rail pays out with, so that the ledger can keep it and a dump of the ledger pays nobody [secrets-kept]. */
import type { AccountDigest } from './digests.ts';
import type { SecretKey } from './secret-key.ts';

export class AccountTokens {
  readonly #key: SecretKey;

  constructor(secretKey: SecretKey) {
    this.#key = secretKey.derive('account tokens');
  }

  /** It opens for this rail and this account only. */
  seal(rail: string, account: AccountDigest, token: string): string {
    return this.#key.seal(`${rail} ${account}`, Buffer.from(token)).toString('base64');
  }

  /** @throws {WrongSecretKeyError} */
  open(rail: string, account: AccountDigest, sealedToken: string): string {
    return this.#key.open(`${rail} ${account}`, Buffer.from(sealedToken, 'base64')).toString();
  }
}
