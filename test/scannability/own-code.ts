/** A code of our own pages, of the longest that a property may have. */
import { parseSecretKey } from '../../bridge/platform/secrets/secret-key.ts';
import { PageCodes } from '../../bridge/rails/page-codes.ts';

const AT_MS = Date.UTC(2026, 0, 1);

/** The same in every run. */
export async function ownCode(): Promise<string> {
  const key = parseSecretKey('5e'.repeat(32));
  if (!key) throw new Error('not a secret key');
  const codes = new PageCodes(key, { base: 'https://pay.mycasino.example', lifetimeMs: 60_000 }, () => AT_MS);
  const code = await codes.source.issueCode({ asset: 'EGM-A00042' }, 1);
  if (code.kind !== 'issued') throw new Error('the code is too long');
  return code.url;
}
