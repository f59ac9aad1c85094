/** The keys of an account at Trustly, from PEM: RSA of at least 2048 bits. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

const LEAST_BITS = 2_048;

/** Says what is wrong with a key, and nothing of what is in it. */
export class KeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyError';
  }
}

/** Ours: it signs what we send. @throws {KeyError} */
export function privateKeyOf(pem: string): KeyObject {
  return checked('a private key', () => createPrivateKey(pem));
}

/** Trustly's: its test and its live environment have one each. @throws {KeyError} */
export function publicKeyOf(pem: string): KeyObject {
  // Node makes a public key of a private one, which is not what belongs into this file.
  if (/PRIVATE KEY/.test(pem)) throw new KeyError('is a private key, and must be a public one');
  return checked('a public key', () => createPublicKey(pem));
}

function checked(what: string, read: () => KeyObject): KeyObject {
  const key = readOr(what, read);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa')
    throw new KeyError(`must be an RSA key, and is ${key.asymmetricKeyType}`);
  if (bits < LEAST_BITS) throw new KeyError(`must have at least ${LEAST_BITS} bits, and has ${bits}`);
  return key;
}

function readOr(what: string, read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (cause) {
    throw new KeyError(`is not ${what} in PEM without a pass phrase`, { cause });
  }
}
