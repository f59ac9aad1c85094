/**
 * Codes of our own: short addresses of the pay page, which a phone reads from further away than a long one. Nothing is kept of
 * a code: its machine and the end of its life are in it, and signed with a key that is not in the ledger.
 */
import { sameText } from '../platform/http/same-text.ts';
import type { SecretKey } from '../platform/secrets/secret-key.ts';
import type { CodeReading } from './rail-pages.ts';
import type { CodeSource } from './rail.ts';

/** The longest code, so that its modules are large. */
const CODE_LENGTH = 60;
/** Nobody finds one by trying while it lives. */
const SIGNATURE_BYTES = 11;
const TIME_BYTES = 4;
const LATER_MS = 60_000;

export class PageCodes {
  readonly #key: SecretKey;
  readonly #base: string;
  readonly #lifetimeMs: number;
  readonly #now: () => number;

  /** @param base of the pay page, https. @param now by the clock that all processes have, in milliseconds since 1970. */
  constructor(
    secretKey: SecretKey,
    { base, lifetimeMs }: { readonly base: string; readonly lifetimeMs: number },
    now: () => number = Date.now,
  ) {
    this.#key = secretKey.derive('page codes');
    this.#base = base;
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  readonly source: CodeSource = {
    issueCode: async ({ asset }) => {
      const endsAtMs = Math.floor((this.#now() + this.#lifetimeMs) / 1_000) * 1_000;
      const url = `${this.#base}/${asset}/${this.#token(asset, endsAtMs)}`;
      if (url.length > CODE_LENGTH)
        return { kind: 'failed', reason: 'CODE_SOURCE_ANSWER_INVALID', retryAfterMs: LATER_MS };
      // The glass drops it when the page does not take it any more [live-codes-only].
      return { kind: 'issued', url, expiresAtMonotonic: performance.now() + (endsAtMs - this.#now()) };
    },
    waiting: 0,
    isPaused: false,
  };

  read(asset: string, token: string): CodeReading {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== TIME_BYTES + SIGNATURE_BYTES) return 'not ours';
    const expiresAtMs = bytes.readUInt32BE(0) * 1_000;
    if (!sameText(token, this.#token(asset, expiresAtMs))) return 'not ours';
    return this.#now() < expiresAtMs ? 'live' : 'expired';
  }

  /** In whole seconds. */
  #token(asset: string, expiresAtMs: number): string {
    const time = Buffer.alloc(TIME_BYTES);
    time.writeUInt32BE(Math.floor(expiresAtMs / 1_000));
    const signature = this.#key.sign(`${time.toString('hex')} ${asset}`).subarray(0, SIGNATURE_BYTES);
    return Buffer.concat([time, signature]).toString('base64url');
  }
}
