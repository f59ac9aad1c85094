/** The keys of this part: Trustly's own pair, and the merchant's public key. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const PRIVATE_KEY_FILE = 'trustly-europe-key.pem';
/** For whoever verifies what this part signs. */
export const PUBLIC_KEY_FILE = 'trustly-europe-public-key.pem';

export interface Keys {
  readonly own: KeyObject;
  /** Null: none was registered, which is error 639. */
  readonly merchant: KeyObject | null;
}

/** @param given PEM; null: the pair of the data directory, made at the first start. */
export function openKeys(
  dataDirectory: string,
  given: { readonly privateKey: string | null; readonly merchantKey: string | null },
): Keys {
  const own = createPrivateKey(given.privateKey ?? durablePair(dataDirectory));
  const publicPem = createPublicKey(own).export({ type: 'spki', format: 'pem' }).toString();
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(dataDirectory, PUBLIC_KEY_FILE), publicPem);
  return { own, merchant: given.merchantKey === null ? null : createPublicKey(given.merchantKey) };
}

function durablePair(dataDirectory: string): string {
  const file = path.join(dataDirectory, PRIVATE_KEY_FILE);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  // Whole or not at all: half a key would keep this part from ever starting again.
  writeFileSync(`${file}.new`, pem, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return pem;
}
