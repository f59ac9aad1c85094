/** Asks Trustly for a code: `POST {base}/auth-service/api/oauth2/qrcode/token`, Basic authentication. */
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from 'typebox';
import { Agent, request } from 'undici';
import { DecodeError, jsonDecoder } from '../../protocol/decode.ts';
import type { CodeFailure } from '../../protocol/egm-link.ts';
import type { Log } from '../log.ts';
import { remainingLifetimeMs } from './expiry.ts';

export interface CodeAsk {
  readonly asset: string;
  readonly gameName?: string;
  readonly playerId?: string;
}

export type CodeAnswer =
  | {
      readonly kind: 'issued';
      /** Verbatim (G2). */
      readonly url: string;
      /** `performance.now()` at which the code's life ends. */
      readonly expiresAtMonotonic: number;
    }
  | { readonly kind: 'failed'; readonly reason: CodeFailure };

export interface TrustlyAccount {
  readonly url: string;
  readonly accessId: string;
  readonly accessKey: string;
  readonly merchantId: string;
}

const PATH = '/auth-service/api/oauth2/qrcode/token';
const TOTAL_MS = 8_000;
const TRY_MS = 3_000;
const MOST_TRIES = 3;
const MAX_BYTES = 65_536;

/** More fields may come with it; these are the ones we rely on. */
const TokenResponse = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 4096 }),
  expiresAt: Type.String({ minLength: 1, maxLength: 64 }),
  url: Type.String({ minLength: 1, maxLength: 4096, pattern: '^https?://' }),
});
const decodeToken = jsonDecoder(TokenResponse, MAX_BYTES);

type Attempt = CodeAnswer & { readonly retry: boolean };

export class TrustlyClient {
  readonly #account: TrustlyAccount;
  readonly #log: Log;
  readonly #agent = new Agent({
    connections: 32,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    maxResponseSize: MAX_BYTES,
  });
  readonly #authorization: string;

  constructor(account: TrustlyAccount, log: Log) {
    this.#account = account;
    this.#log = log;
    this.#authorization = `Basic ${Buffer.from(`${account.accessId}:${account.accessKey}`).toString('base64')}`;
  }

  /**
   * Never rejects: what went wrong is in the answer. Tries again where that can help, within one total time.
   * @param mayRetry asked before each further try: there may be no room for it under the ceiling.
   */
  async issueCode(ask: CodeAsk, mayRetry: () => boolean): Promise<CodeAnswer> {
    const until = performance.now() + TOTAL_MS;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#try(ask, Math.min(TRY_MS, until - performance.now()));
      const pause = Math.random() * 200 * 2 ** attempt;
      if (!answer.retry || attempt === MOST_TRIES || performance.now() + pause >= until) return answer;
      await delay(pause);
      if (!mayRetry()) return answer;
    }
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }

  async #try(ask: CodeAsk, timeoutMs: number): Promise<Attempt> {
    const sentAt = performance.now();
    try {
      const response = await request(this.#account.url + PATH, {
        method: 'POST',
        dispatcher: this.#agent,
        headers: {
          authorization: this.#authorization,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify({
          asset: ask.asset,
          merchantId: this.#account.merchantId,
          ...(ask.gameName !== undefined && { gameName: ask.gameName }),
          ...(ask.playerId !== undefined && { id: ask.playerId }),
        }),
        signal: AbortSignal.timeout(Math.max(1, timeoutMs)),
      });
      const text = await response.body.text();
      if (response.statusCode !== 200) return this.#refused(response.statusCode, ask);
      const now = performance.now();
      const date = response.headers['date'];
      return this.#read(text, ask, {
        date: typeof date === 'string' ? date : undefined,
        receivedAt: Date.now(),
        roundTripMs: now - sentAt,
      });
    } catch (error) {
      this.#log.warn({ err: error, asset: ask.asset }, 'Trustly not reached');
      return { kind: 'failed', reason: 'TRUSTLY_UNREACHABLE', retry: true };
    }
  }

  #refused(status: number, ask: CodeAsk): Attempt {
    this.#log.warn({ status, asset: ask.asset }, 'Trustly refused a code');
    switch (status) {
      case 400:
        return { kind: 'failed', reason: 'TRUSTLY_REFUSED_REQUEST', retry: false };
      case 401:
        return { kind: 'failed', reason: 'TRUSTLY_REFUSED_CREDENTIALS', retry: false };
      case 403:
        return { kind: 'failed', reason: 'TRUSTLY_REFUSED_MERCHANT', retry: false };
      default:
        return status >= 500
          ? { kind: 'failed', reason: 'TRUSTLY_UNREACHABLE', retry: true }
          : { kind: 'failed', reason: 'TRUSTLY_ANSWER_INVALID', retry: false };
    }
  }

  #read(text: string, ask: CodeAsk, receipt: Parameters<typeof remainingLifetimeMs>[1]): Attempt {
    const invalid: Attempt = { kind: 'failed', reason: 'TRUSTLY_ANSWER_INVALID', retry: false };
    try {
      const { url, expiresAt } = decodeToken(text);
      const lifetimeMs = remainingLifetimeMs(expiresAt, receipt);
      if (lifetimeMs !== null) {
        return { kind: 'issued', url, expiresAtMonotonic: performance.now() + lifetimeMs, retry: false };
      }
      this.#log.warn(
        { asset: ask.asset, expiresAt, date: receipt.date },
        'Trustly sent a code that has no life',
      );
      return invalid;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#log.warn({ err: error, asset: ask.asset }, 'Trustly sent an answer that can not be used');
      return invalid;
    }
  }
}
