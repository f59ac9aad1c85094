/**
 * Trustly's on-file API: Basic authentication, form-encoded requests, JSON answers. What a call that moves money is not
 * certain of is said to be uncertain, and is never repeated here: who called asks what became of it.
 */
import type { Static, TSchema } from 'typebox';
import { errors, request } from 'undici';
import { DecodeError, jsonDecoder } from '../../../protocol/decode.ts';
import { toDecimal, type Money } from '../../../protocol/money.ts';
import { serviceAgent } from '../../platform/http/service-agent.ts';
import type { Log } from '../../platform/log.ts';
import { outcomeOf, type CallOutcome } from './answer-outcome.ts';
import type { EstablishFields } from './request-signature.ts';
import {
  BalanceAnswer,
  ErrorsAnswer,
  TransactionAnswer,
  TransactionsAnswer,
  UserAnswer,
  type Balance,
  type Transaction,
  type User,
} from './transaction.ts';

export interface OnFileMerchant {
  /** The base of the API's host: `/api/v1` and the SDK's script are below it. */
  readonly url: string;
  readonly accessId: string;
  readonly accessKey: string;
  readonly merchantId: string;
}

/** What is not an answer as it should be. */
export interface NoAnswer {
  readonly kind: CallOutcome;
  /** Trustly's own number of the error, where there is one. */
  readonly errorCode: number | null;
  /** For a technician. */
  readonly reason: string;
}
export type Answered<T> = { readonly kind: 'answered'; readonly value: T } | NoAnswer;

/** Money that is asked for under a reference of ours. */
interface Asked {
  readonly amount: Money;
  readonly reference: string;
}

export interface CaptureCall extends Asked {
  /** The authorization, or the pre-authorization that holds the money. */
  readonly of: string;
  /** null: it was never told, or is gone. Trustly takes the capture all the same, or asks for a refresh. */
  readonly splitToken: string | null;
}

const API = '/api/v1';
/** The longest that any call may take. */
const ANSWER_MS = 8_000;
const MAX_BYTES = 1_048_576;
/** The longest message that Trustly takes with a cancellation. */
const MESSAGE_LENGTH = 40;

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export class OnFileClient {
  readonly #merchant: OnFileMerchant;
  readonly #log: Log;
  readonly #authorization: string;
  #agent = serviceAgent(MAX_BYTES);

  constructor(merchant: OnFileMerchant, log: Log) {
    this.#merchant = merchant;
    this.#log = log;
    this.#authorization = `Basic ${Buffer.from(`${merchant.accessId}:${merchant.accessKey}`).toString('base64')}`;
  }

  /** Takes money from the account. Under one reference it is taken once. */
  async capture({ of, amount, reference, splitToken }: CaptureCall, signal: AbortSignal) {
    return this.#post(`/transactions/${of}/capture`, { ...money(amount, reference), splitToken }, signal);
  }

  /**
   * Holds money, so that captures of it are guaranteed. @param hours how long. It is sent under both names that Trustly's
   * documents have for it.
   */
  async preauthorize({ of, amount, reference, splitToken }: CaptureCall, hours: number, signal: AbortSignal) {
    const fields = { ...money(amount, reference), splitToken, window: hours, period: hours };
    return this.#post(`/transactions/${of}/capture/preAuth`, fields, signal);
  }

  /** Pays out to the account. Under one reference it is paid once. */
  async deposit(
    { of, amount, reference, isInstant }: Asked & { of: string; isInstant: boolean },
    signal: AbortSignal,
  ) {
    const instant = isInstant ? { instantPayoutRequest: true } : {};
    return this.#post(`/transactions/${of}/deposit`, { ...money(amount, reference), ...instant }, signal);
  }

  /** Gives a capture back, or a part of it. The reference does not keep Trustly from doing it twice. */
  async refund({ of, amount, reference }: Asked & { of: string }, signal: AbortSignal) {
    return this.#post(`/transactions/${of}/refund`, money(amount, reference), signal);
  }

  /** Takes a deposit back, or a part of it. The reference does not keep Trustly from doing it twice. */
  async reclaim({ of, amount, reference }: Asked & { of: string }, signal: AbortSignal) {
    return this.#post(`/transactions/${of}/reclaim`, money(amount, reference), signal);
  }

  async cancel(transactionId: string, why: string, signal: AbortSignal) {
    return this.#post(
      `/transactions/${transactionId}/cancel`,
      { message: why.slice(0, MESSAGE_LENGTH) },
      signal,
    );
  }

  /** Has the bank asked for the balance again. */
  async refresh(transactionId: string, splitToken: string | null, signal: AbortSignal) {
    return this.#post(`/transactions/${transactionId}/refresh`, { splitToken }, signal);
  }

  /**
   * An authorization by the bank's numbers for an account, without a bank login: for a payout. The numbers are in this
   * request and nowhere else.
   */
  async establish(fields: EstablishFields, signal: AbortSignal) {
    return this.#post('/establish?createTransaction=true', fields, signal);
  }

  async transaction(transactionId: string, signal: AbortSignal): Promise<Answered<Transaction>> {
    const answer = await this.#get(`/transactions/${transactionId}`, TransactionAnswer, signal);
    return answer.kind === 'answered' ? { ...answer, value: answer.value.transaction } : answer;
  }

  /** What Trustly has under a reference of ours; an empty list: nothing of it has arrived so far. */
  async transactionsOf(reference: string, signal: AbortSignal): Promise<Answered<readonly Transaction[]>> {
    const query = new URLSearchParams({ merchantReference: reference }).toString();
    const answer = await this.#get(`/transactions?${query}`, TransactionsAnswer, signal);
    if (answer.kind !== 'answered') return answer;
    // Whatever the filter of the list may be, only our reference counts.
    const ours = answer.value.transactions.filter((found) => found.merchantReference === reference);
    return { ...answer, value: ours };
  }

  /** Who owns the account, as the bank says. It may be shown or compared, and is never kept [no-personal-data]. */
  async user(transactionId: string, signal: AbortSignal): Promise<Answered<User>> {
    const path = `/transactions/${transactionId}/payment/paymentProvider/user`;
    const answer = await this.#get(path, UserAnswer, signal);
    return answer.kind === 'answered' ? { ...answer, value: answer.value.user } : answer;
  }

  async balance(transactionId: string, signal: AbortSignal): Promise<Answered<Balance>> {
    const path = `/transactions/${transactionId}/payment/paymentProvider/balance`;
    const answer = await this.#get(path, BalanceAnswer, signal);
    return answer.kind === 'answered' ? { ...answer, value: answer.value.balance } : answer;
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }

  async #post(path: string, fields: Fields, signal: AbortSignal): Promise<Answered<Transaction>> {
    const sent = Object.entries(fields).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)] as [string, string]],
    );
    const answer = await this.#call(
      'POST',
      path,
      new URLSearchParams(sent).toString(),
      TransactionAnswer,
      signal,
    );
    return answer.kind === 'answered' ? { ...answer, value: answer.value.transaction } : answer;
  }

  /** A question may be repeated: once, where the connection was lost. */
  async #get<S extends TSchema>(path: string, schema: S, signal: AbortSignal): Promise<Answered<Static<S>>> {
    const first = await this.#call('GET', path, null, schema, signal);
    const isLost = first.kind === 'uncertain' && first.reason.startsWith(NO_ANSWER);
    return isLost && !signal.aborted ? this.#call('GET', path, null, schema, signal) : first;
  }

  async #call<S extends TSchema>(
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    schema: S,
    signal: AbortSignal,
  ): Promise<Answered<Static<S>>> {
    try {
      const response = await request(this.#merchant.url + API + path, {
        method,
        dispatcher: this.#agent,
        headers: {
          authorization: this.#authorization,
          accept: 'application/json',
          ...(body !== null && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      const text = await response.body.text();
      if (response.statusCode !== 200) return this.#refused(method, path, response.statusCode, text);
      return { kind: 'answered', value: jsonDecoder(schema, MAX_BYTES)(text) };
    } catch (error) {
      return this.#noAnswer(method, path, error);
    }
  }

  #refused(method: string, path: string, status: number, text: string): NoAnswer {
    const codes = errorCodes(text);
    const { means, outcome } = outcomeOf(status, codes);
    const [errorCode = null] = codes;
    // Trustly's message is not in the log: it may repeat what was sent, and a split token was.
    this.#log[outcome === 'locked-out' ? 'error' : 'warn'](
      { method, path: withoutId(path), status, codes, outcome },
      'Trustly has not done what it was asked',
    );
    return { kind: outcome, errorCode, reason: means };
  }

  #noAnswer(method: string, path: string, error: unknown): NoAnswer {
    if (error instanceof DecodeError || error instanceof errors.ResponseExceededMaxSizeError) {
      this.#log.warn(
        { err: error, method, path: withoutId(path) },
        'Trustly sent an answer that cannot be used',
      );
      return { kind: 'uncertain', errorCode: null, reason: `the answer cannot be used: ${error.message}` };
    }
    this.#log.warn({ err: error, method, path: withoutId(path) }, 'no answer of Trustly');
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'uncertain', errorCode: null, reason: `${NO_ANSWER}: ${why}` };
  }
}

const NO_ANSWER = 'no answer';

function money(amount: Money, reference: string): Fields {
  return { amount: toDecimal(amount), merchantReference: reference };
}

const decodeErrors = jsonDecoder(ErrorsAnswer, MAX_BYTES);

/** @returns an empty list where the body is not one of errors. */
function errorCodes(text: string): number[] {
  try {
    return decodeErrors(text).errors.map(({ code }) => code);
  } catch (error) {
    if (error instanceof DecodeError) return [];
    throw error;
  }
}

/** For the log: an authorization's id is what money is taken and paid out by. */
function withoutId(path: string): string {
  return (path.split('?')[0] ?? path).replace(/^\/transactions\/[^/]+/, '/transactions/:id');
}
