/** What the ledger keeps of a passkey says nothing to whoever reads it, and cannot be replaced by whoever writes there. */
import type { SecretKey } from '../platform/secrets/secret-key.ts';

export interface Credential {
  /** Base64url. */
  readonly id: string;
  /** In COSE. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

export class PasskeyKeys {
  readonly #digests: SecretKey;
  readonly #handles: SecretKey;
  readonly #seal: SecretKey;

  constructor(key: SecretKey) {
    this.#digests = key.derive('digests');
    this.#handles = key.derive('handles');
    this.#seal = key.derive('seal');
  }

  /** How the ledger names the credential. */
  digestOf(id: string): string {
    return this.#digests.sign(id).toString('hex');
  }

  /** The user handle: as random as the phone's key, from which nobody else finds it. A phone has one, so a new passkey replaces the old one there. */
  handleOf(payer: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#handles.sign(payer));
  }

  seal(payer: string, { id, publicKey }: Credential): Buffer {
    const text = JSON.stringify([id, Buffer.from(publicKey).toString('base64url')]);
    return this.#seal.seal(`${payer} ${this.digestOf(id)}`, Buffer.from(text));
  }

  /** @throws {WrongSecretKeyError} it was sealed for another phone or credential. */
  open(payer: string, digest: string, sealed: Buffer): Credential {
    const text = this.#seal.open(`${payer} ${digest}`, sealed).toString();
    const [id, publicKey] = JSON.parse(text) as [string, string];
    return { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')) };
  }
}
