import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** About 100 ms and 32 MiB for each guess at a hash from a stolen settings file. */
const COST = { log2N: 15, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** `scrypt:<log2 N>:<r>:<p>:<salt>:<key>`, salt and key in base64url. */
export const CODE_HASH_PATTERN = '^scrypt:1[4-7]:8:1:[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{43}$';

/** A shorter code is guessed too soon, a longer one is mistyped too often. */
export const CODE_PATTERN = /^[0-9]{6,12}$/;

/** The field takes this many digits for every code, so that it does not tell how long a code is. */
export const LONGEST_CODE = 12;

/** @param code as {@link CODE_PATTERN} asks for. @returns what goes into the settings; another one each time. */
export async function hashCode(code: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(code, salt, COST);
  return ['scrypt', COST.log2N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join(
    ':',
  );
}

/** @param hash as {@link CODE_HASH_PATTERN} says; the settings are checked by it. */
export async function isCodeOf(code: string, hash: string): Promise<boolean> {
  const [, log2N, r, p, salt = '', key = ''] = hash.split(':');
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const expected = Buffer.from(key, 'base64url');
  const derived = await derive(code, Buffer.from(salt, 'base64url'), cost);
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

async function derive(
  code: string,
  salt: Buffer,
  { log2N, r, p }: { log2N: number; r: number; p: number },
): Promise<Buffer> {
  const options = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r };
  return new Promise((resolve, reject) => {
    scrypt(code, salt, KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
