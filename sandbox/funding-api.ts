/** The client of the bridge's Funding API: one call in, what its answer proves out. It never throws but on abort. */
import { Type, type Static } from 'typebox';
import { JsonError, jsonReader } from './checked-json.ts';
import { fromDecimal, MoneyError, toDecimal, type Money } from '../protocol/money.ts';
import { TokenRefused, type OauthToken } from './oauth-token.ts';
import type { Answer, Call, Payment } from './payment.ts';

const FundingBody = Type.Object({
  fundingId: Type.String(),
  status: Type.Enum(['CREDITED', 'DECLINED', 'FAILED', 'UNCONFIRMED']),
  currency: Type.String(),
  creditedAmount: Type.Optional(Type.String()),
  error: Type.Optional(
    Type.Object({
      code: Type.String(),
      message: Type.Optional(Type.String()),
      /** Read leniently: what may still be added today is a courtesy, the refusal is what counts. */
      limit: Type.Optional(Type.Object({ remaining: Type.Optional(Type.Unknown()) })),
    }),
  ),
});
type FundingBody = Static<typeof FundingBody>;
const decodeFunding = jsonReader(FundingBody);
const decodeError = jsonReader(Type.Object({ error: Type.Object({ code: Type.String() }) }));

/** Longer than the bridge holds a funding before it answers UNCONFIRMED. */
const ANSWER_TIMEOUT_MS = 20_000;

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

function readAnswer(status: number, text: string, payment: Payment): Answer {
  if (status === 200 || status === 202 || status === 422) return readFunding(decodeFunding(text), payment);
  if (status === 408 || status === 429) return { kind: 'unknown', detail: `answered ${status}` };
  if (status >= 400 && status < 500) return { kind: 'refused', code: errorCode(text) };
  return { kind: 'unknown', detail: `answered ${status}` };
}

function readFunding(body: FundingBody, payment: Payment): Answer {
  if (body.fundingId !== payment.fundingId)
    return { kind: 'unknown', detail: 'answered for another funding' };
  switch (body.status) {
    case 'CREDITED': {
      const amount = fromDecimal(body.creditedAmount ?? '', body.currency);
      return amount.currency === payment.amount.currency && amount.minor <= payment.amount.minor
        ? { kind: 'credited', amount }
        : { kind: 'unknown', detail: 'credited more than was approved' };
    }
    case 'DECLINED':
    case 'FAILED':
      return {
        kind: 'declined',
        code: body.error?.code ?? body.status,
        remaining: readRemaining(body.error?.limit?.remaining, body.currency),
      };
    case 'UNCONFIRMED':
      return { kind: 'unconfirmed' };
  }
}

function readRemaining(remaining: unknown, currency: string): Money | null {
  if (typeof remaining !== 'string') return null;
  try {
    return fromDecimal(remaining, currency);
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}

function errorCode(text: string): string {
  try {
    return decodeError(text).error.code;
  } catch (error) {
    if (error instanceof JsonError) return 'REFUSED';
    throw error;
  }
}

/** `fetch` hides the reason, such as ECONNREFUSED, in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
