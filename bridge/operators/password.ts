/**
 * Passwords of operators: scrypt (RFC 7914) with a salt each. The cost is kept with the hash, so that it can be raised
 * and older hashes stay good: `scrypt$N$r$p$salt$hash`.
 */
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

const COST = { N: 32_768, r: 8, p: 3 } as const;
const HASH_BYTES = 32;
export const SHORTEST_PASSWORD = 12;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** @param stored as {@link hashPassword} made it; null, where there is no such account: takes as long, and is false. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = (stored ?? NOBODY).split('$');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  const expected = Buffer.from(hash, 'base64url');
  return expected.length === derived.length && timingSafeEqual(expected, derived) && stored !== null;
}

/** Of 120 random bits, in Crockford's letters: none is taken for another when it is read aloud. */
export function makePassword(): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  const text = Array.from(randomBytes(24), (byte) => letters[byte % 32]).join('');
  return (text.match(/.{6}/g) ?? []).join('-');
}

const NOBODY = ['scrypt', COST.N, COST.r, COST.p, 'bm9ib2R5', 'A'.repeat(43)].join('$');

async function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  const options = { ...cost, maxmem: 256 * 1_048_576 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
