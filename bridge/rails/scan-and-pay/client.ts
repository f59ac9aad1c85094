/** Asks Trustly for a code: `POST {base}/auth-service/api/oauth2/qrcode/token`, Basic authentication. */
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from 'typebox';
import { request, type Agent, type Dispatcher } from 'undici';
import { backOffMs } from '../../../protocol/back-off.ts';
import { isCodeUrl } from '../../../protocol/code-url.ts';
import { DecodeError, jsonDecoder } from '../../../protocol/decode.ts';
import { serviceAgent } from '../../platform/http/service-agent.ts';
import type { Log } from '../../platform/log.ts';
import type { CodeAsk, IssuedCode } from '../rail.ts';
import { remainingLifetimeMs } from './expiry.ts';
import { refusal, refusalOfError, refusalOfStatus, type Refusal } from './refusal.ts';
import { retryAfterMs } from './retry-after.ts';

export type CodeAnswer = IssuedCode | Refusal;

export interface CodeTerms {
  /** `performance.now()` at which an answer is of no use any more. */
  readonly until: number;
  /** Asked before each further try: there may be no room for it under the ceiling. */
  readonly mayRetry: () => boolean;
}

export interface TrustlyAccount {
  readonly url: string;
  readonly accessId: string;
  readonly accessKey: string;
  readonly merchantId: string;
}

const PATH = '/auth-service/api/oauth2/qrcode/token';
const MOST_TRIES = 3;
const BACK_OFF = { firstMs: 400, longestMs: 800 };
const MAX_BYTES = 65_536;

/** More fields may come with it; these are the ones we rely on. */
const TokenResponse = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 4096 }),
  expiresAt: Type.String({ minLength: 1, maxLength: 64 }),
  url: Type.String({ minLength: 1, maxLength: 4096 }),
});
const decodeToken = jsonDecoder(TokenResponse, MAX_BYTES);

export class TrustlyClient {
  readonly #account: TrustlyAccount;
  readonly #log: Log;
  readonly #authorization: string;
  #agent = serviceAgent(MAX_BYTES);
  #stopped = false;

  constructor(account: TrustlyAccount, log: Log) {
    this.#account = account;
    this.#log = log;
    this.#authorization = `Basic ${Buffer.from(`${account.accessId}:${account.accessKey}`).toString('base64')}`;
  }

  /** Never rejects: what went wrong is in the answer. Tries again where that can help, within the time there is. */
  async issueCode(ask: CodeAsk, { until, mayRetry }: CodeTerms): Promise<CodeAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#try(ask, until);
      if (this.#stopped || answer.kind === 'issued' || !answer.retry || attempt === MOST_TRIES) return answer;
      const pause = Math.random() * backOffMs(BACK_OFF, attempt);
      if (performance.now() + pause >= until) return answer;
      await delay(pause);
      if (!mayRetry()) return answer;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#agent.destroy();
  }

  async #try(ask: CodeAsk, until: number): Promise<CodeAnswer> {
    const sentAt = performance.now();
    const agent = this.#agent;
    try {
      const response = await request(this.#account.url + PATH, {
        method: 'POST',
        dispatcher: agent,
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
        signal: AbortSignal.timeout(Math.max(1, Math.ceil(until - sentAt))),
      });
      const text = await response.body.text();
      if (response.statusCode !== 200) return this.#refused(response, ask);
      return this.#read(text, ask, {
        date: oneOf(response.headers['date']),
        receivedAt: Date.now(),
        roundTripMs: performance.now() - sentAt,
      });
    } catch (error) {
      const refused = refusalOfError(error);
      this.#log.warn({ err: error, asset: ask.asset, reason: refused.reason }, 'no answer of Trustly');
      if (refused.reason === 'CODE_SOURCE_TIMED_OUT') this.#leave(agent);
      return refused;
    }
  }

  /** Connections that were open when an answer timed out may lead nowhere: the next request goes on a new one. */
  #leave(agent: Agent): void {
    if (this.#agent !== agent) return;
    this.#agent = serviceAgent(MAX_BYTES);
    agent.close().catch((error: unknown) => this.#log.debug({ err: error }, 'connections were gone'));
  }

  #refused({ statusCode, headers }: Response, ask: CodeAsk): Refusal {
    const pauseMs = retryAfterMs(oneOf(headers['retry-after']), oneOf(headers['date']), Date.now());
    const refused = refusalOfStatus(statusCode, pauseMs);
    const to = refused.reason === 'CODE_SOURCE_REDIRECTED' ? originOf(oneOf(headers['location'])) : undefined;
    this.#log.warn(
      { status: statusCode, asset: ask.asset, reason: refused.reason, pauseMs: pauseMs ?? undefined, to },
      'Trustly gave no code',
    );
    return refused;
  }

  #read(text: string, ask: CodeAsk, receipt: Parameters<typeof remainingLifetimeMs>[1]): CodeAnswer {
    try {
      const { url, expiresAt } = decodeToken(text);
      if (!isCodeUrl(url)) {
        this.#log.error({ asset: ask.asset }, 'Trustly sent an address that cannot be a code');
        return refusal('CODE_SOURCE_ANSWER_INVALID');
      }
      const lifetimeMs = remainingLifetimeMs(expiresAt, receipt);
      if (lifetimeMs !== null) {
        return { kind: 'issued', url, expiresAtMonotonic: performance.now() + lifetimeMs };
      }
      this.#log.warn(
        { asset: ask.asset, expiresAt, date: receipt.date },
        'Trustly sent a code that has no life',
      );
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#log.warn({ err: error, asset: ask.asset }, 'Trustly sent an answer that cannot be used');
    }
    return refusal('CODE_SOURCE_ANSWER_INVALID');
  }
}

type Response = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>;

function oneOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

/** The rest of the address may hold what no log should. */
function originOf(location: string | undefined): string {
  return URL.parse(location ?? '')?.origin ?? 'the same host';
}
