import { describe, expect, it } from 'vitest';
import { isCodeUrl } from '../../protocol/code-url.ts';
import { SecretKey } from '../platform/secrets/secret-key.ts';
import { PageCodes } from './page-codes.ts';

const BASE = 'https://pay.casino.example';
const LIFE = { base: BASE, lifetimeMs: 60_000 };
const ASSET = 'EGM-000042';
let now = 1_800_000_000_900;
const codes = new PageCodes(new SecretKey(Buffer.alloc(32, 1)), LIFE, () => now);

async function issued(asset = ASSET, from = codes) {
  const answer = await from.source.issueCode({ asset }, 1);
  if (answer.kind === 'failed') throw new Error(answer.reason);
  return { ...answer, token: answer.url.split('/').at(-1) ?? '' };
}

describe('a code of our own', () => {
  it('is a short address of the pay page, which the page reads', async () => {
    const { url, token } = await issued();
    expect(isCodeUrl(url)).toBe(true);
    expect(url).toBe(`${BASE}/${ASSET}/${token}`);
    expect(url.length).toBeLessThanOrEqual(60);
    expect(codes.read(ASSET, token)).toBe('live');
  });

  it('is on the glass no longer than the page takes it [live-codes-only]', async () => {
    const before = performance.now();
    const { expiresAtMonotonic, token } = await issued();
    const shownMs = expiresAtMonotonic - before;
    expect(shownMs).toBeGreaterThan(58_000);
    const issuedAt = now;
    now = issuedAt + 59_000;
    expect(codes.read(ASSET, token)).toBe('live');
    now = issuedAt + 59_100;
    expect(codes.read(ASSET, token)).toBe('expired');
    now = issuedAt;
  });

  it('is read by each process that has the same secret key, and by no other', async () => {
    const { token } = await issued();
    const beside = new PageCodes(new SecretKey(Buffer.alloc(32, 1)), LIFE, () => now);
    expect(beside.read(ASSET, token)).toBe('live');
    const another = new PageCodes(new SecretKey(Buffer.alloc(32, 2)), LIFE, () => now);
    expect(another.read(ASSET, token)).toBe('not ours');
  });

  it('is good for its machine and its time only, and where nothing of it was changed', async () => {
    const { token } = await issued();
    expect(codes.read('EGM-000043', token)).toBe('not ours');
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect(codes.read(ASSET, changed), changed).toBe('not ours');
    }
    for (const wrong of ['', 'A', `${token}A`, `${token}=`, 'A'.repeat(20)])
      expect(codes.read(ASSET, wrong)).toBe('not ours');
  });

  it('is not there where it would be too long to be read from afar', async () => {
    const long = new PageCodes(new SecretKey(Buffer.alloc(32)), {
      ...LIFE,
      base: `${BASE}/${'p'.repeat(20)}`,
    });
    expect(await long.source.issueCode({ asset: ASSET }, 1)).toMatchObject({ kind: 'failed' });
  });
});
