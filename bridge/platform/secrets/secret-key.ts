/**
 * The bridge's secret key: 32 bytes that are never in the database. Keys that are kept there are sealed with it
 * (AES-256-GCM), so that a person with a dump of the database can neither use them nor put others in their place.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is in the database was sealed with another key, or tampered with. */
export class WrongSecretKeyError extends Error {
  constructor(name: string, options?: ErrorOptions) {
    super(
      `BRIDGE_SECRET_KEY is not the key with which ${name} was sealed. Give the bridge the key it had before; a new one cannot take its place`,
      options,
    );
    this.name = 'WrongSecretKeyError';
  }
}

export class SecretKey {
  readonly #key: Buffer;

  /** @param key 32 bytes. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Another key, for one purpose: this one cannot be found from it. The same label gives the same key. */
  derive(label: string): SecretKey {
    return new SecretKey(Buffer.from(hkdfSync('sha256', this.#key, '', label, this.#key.length)));
  }

  /** What nobody says without this key. Sign with a key that was derived for that alone. */
  sign(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }

  /** @param name what is sealed: it opens under this name only. */
  seal(name: string, plain: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(Buffer.from(name));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]);
  }

  /** @throws {WrongSecretKeyError} */
  open(name: string, sealed: Buffer): Buffer {
    try {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const tag = sealed.subarray(-TAG_BYTES);
      const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(name))
        .setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      throw new WrongSecretKeyError(name, { cause });
    }
  }
}

/** @returns null when the text is not 64 hexadecimal digits. */
export function parseSecretKey(text: string): SecretKey | null {
  return /^[0-9a-f]{64}$/i.test(text) ? new SecretKey(Buffer.from(text, 'hex')) : null;
}
