/** The client of the bridge's Funding API: one call in, what its answer proves out. It never throws but on abort. */
import { toDecimal } from '../protocol/money.ts';
import { readAnswer } from './funding-answer.ts';
import { TokenRefused, type OauthToken } from './oauth-token.ts';
import type { Answer, Call, Payment } from './payment.ts';

/** Longer than the bridge holds a funding before it answers UNCONFIRMED. */
export const ANSWER_TIMEOUT_MS = 20_000;

export class FundingApi {
  readonly #baseUrl: string;
  readonly #token: OauthToken;

  constructor(baseUrl: string, token: OauthToken) {
    this.#baseUrl = baseUrl;
    this.#token = token;
  }

  /** Rejects only when `signal` aborts. */
  async perform(
    call: Exclude<Call, { kind: 'none' }>,
    payment: Payment,
    signal: AbortSignal,
  ): Promise<Answer> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    try {
      let response = await this.#send(call, payment, limited);
      if (response.status === 401) {
        this.#token.forget();
        response = await this.#send(call, payment, limited);
      }
      return readAnswer(response.status, response.text, payment);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TokenRefused) return { kind: 'refused', code: 'UNAUTHORIZED' };
      return { kind: 'unknown', detail: describe(error) };
    }
  }

  async #send(call: Exclude<Call, { kind: 'none' }>, payment: Payment, signal: AbortSignal) {
    const token = await this.#token.get(signal);
    const { method, path, body } = requestOf(call, payment);
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      body: body === null ? null : JSON.stringify(body),
      redirect: 'error',
      signal,
    });
    return { status: response.status, text: await response.text() };
  }
}

function requestOf(call: Exclude<Call, { kind: 'none' }>, payment: Payment) {
  const { fundingId, asset, merchantId, amount, ubai, playerId, gameName } = payment;
  const one = `/v1/fundings/${encodeURIComponent(fundingId)}`;
  const money = { amount: toDecimal(amount), currency: amount.currency };
  switch (call.kind) {
    case 'fund':
      return {
        method: 'POST',
        path: '/v1/fundings',
        body: {
          fundingId,
          asset,
          merchantId,
          ...money,
          ubai,
          ...(playerId === null ? {} : { playerId }),
          ...(gameName === null ? {} : { gameName }),
        },
      };
    case 'ask':
      return { method: 'GET', path: one, body: null };
    case 'cancel':
      return {
        method: 'POST',
        path: `${one}/cancel`,
        body: { reason: call.reason, asset, merchantId, ...money },
      };
  }
}

/** `fetch` hides the reason, such as ECONNREFUSED, in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
