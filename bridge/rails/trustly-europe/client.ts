/**
 * Trustly Europe's API: JSON-RPC 1.1, signed both ways. Each call has a new UUID; the MessageID is the caller's, durable before. What a
 * call that moves money is not certain of is said to be uncertain, and is never repeated here: who called asks what became of it.
 */
import { randomUUID } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { errors, request } from 'undici';
import { serviceAgent } from '../../platform/http/service-agent.ts';
import type { Log } from '../../platform/log.ts';
import {
  Balances,
  LedgerRows,
  OrderPage,
  OrderTaken,
  RegisteredAccount,
  SettlementText,
  Withdrawals,
} from './answers.ts';
import { EnvelopeError, readAnswer, requestText, type Keys } from './envelope.ts';
import { meaningOf, type CallOutcome, type PlayerReads } from './errors.ts';
import { plainOf, RawJsonError } from './raw-json.ts';
import {
  accountLedgerRequest,
  accountPayoutRequest,
  balanceRequest,
  depositRequest,
  orderRequest,
  refundRequest,
  registerAccountRequest,
  selectAccountRequest,
  settlementRequest,
  withdrawRequest,
  type AccountPayoutAsk,
  type DepositAsk,
  type EuropeRequest,
  type LedgerAsk,
  type RefundAsk,
  type RegisterAccountAsk,
  type SelectAccountAsk,
  type WithdrawAsk,
} from './requests.ts';
import { RequestError } from './request-checks.ts';
import { readSettlement, SettlementError, type SettlementRow } from './settlement.ts';

export interface EuropeMerchant {
  /** One address for every method. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** This bridge, as Trustly reaches it. Only Trustly and we know its path. */
  readonly notificationUrl: string;
  readonly keys: Keys;
}

/** What is not an answer as it should be. */
export interface NoAnswer {
  readonly kind: CallOutcome;
  /** Trustly's own name of the error, where there is one. */
  readonly error: string | null;
  /** For a technician: with nothing in it that was sent. */
  readonly reason: string;
  readonly player: PlayerReads;
}
export type Answered<T> = { readonly kind: 'answered'; readonly value: T } | NoAnswer;

/** The longest that any call may take. */
const ANSWER_MS = 8_000;
/** Of an answer: a settlement has a row for each order of a day. */
const MAX_BYTES = 16_777_216;

export class EuropeClient {
  readonly #merchant: EuropeMerchant;
  readonly #log: Log;
  #agent = serviceAgent(MAX_BYTES);

  constructor(merchant: EuropeMerchant, log: Log) {
    this.#merchant = merchant;
    this.#log = log;
  }

  /** Opens a page where the player pays. Under one MessageID there is one; where its answer is lost, it is lost for the player. */
  async deposit(ask: DepositAsk, signal: AbortSignal) {
    return this.#once(() => depositRequest(ask, this.#merchant.notificationUrl), OrderPage, signal);
  }

  /** Opens a page where the player chooses an account for payouts. It is told by a notification. */
  async selectAccount(ask: SelectAccountAsk, signal: AbortSignal) {
    return this.#once(() => selectAccountRequest(ask, this.#merchant.notificationUrl), OrderPage, signal);
  }

  /** The numbers of the account are in this request and nowhere else. No money moves, and there is no MessageID. */
  async registerAccount(ask: RegisterAccountAsk, signal: AbortSignal) {
    return this.#once(() => registerAccountRequest(ask), RegisteredAccount, signal);
  }

  /** Pays out. Under one MessageID it is paid once. */
  async accountPayout(ask: AccountPayoutAsk, signal: AbortSignal) {
    return this.#taken(() => accountPayoutRequest(ask, this.#merchant.notificationUrl), signal);
  }

  /** Gives a deposit back, or a part of it. Nothing keeps Trustly from doing it twice. */
  async refund(ask: RefundAsk, signal: AbortSignal) {
    return this.#taken(() => refundRequest(ask), signal);
  }

  /** Opens a page where the player asks for money. Then Trustly asks us for it, by `debit`. */
  async withdraw(ask: WithdrawAsk, signal: AbortSignal) {
    return this.#once(() => withdrawRequest(ask, this.#merchant.notificationUrl), OrderPage, signal);
  }

  /** Nothing keeps Trustly from doing it twice. */
  async approveWithdrawal(orderId: string, signal: AbortSignal) {
    return this.#taken(() => orderRequest('ApproveWithdrawal', orderId), signal);
  }

  async denyWithdrawal(orderId: string, signal: AbortSignal) {
    return this.#taken(() => orderRequest('DenyWithdrawal', orderId), signal);
  }

  /** For people to read. Trustly asks for no more than one call in a quarter of an hour. */
  async withdrawals(orderId: string, signal: AbortSignal) {
    return this.#question(() => orderRequest('GetWithdrawals', orderId), Withdrawals, signal);
  }

  /** Trustly asks for no more than one call in a quarter of an hour. */
  async balance(signal: AbortSignal) {
    return this.#question(balanceRequest, Balances, signal);
  }

  /** What moved on our account at Trustly. */
  async accountLedger(ask: LedgerAsk, signal: AbortSignal) {
    return this.#question(() => accountLedgerRequest(ask), LedgerRows, signal);
  }

  /** @param day `YYYY-MM-DD`. An empty list: nothing was settled. */
  async settlement(
    day: string,
    currency: string,
    signal: AbortSignal,
  ): Promise<Answered<readonly SettlementRow[]>> {
    const answer = await this.#question(() => settlementRequest(day, currency), SettlementText, signal);
    if (answer.kind !== 'answered') return answer;
    try {
      return { ...answer, value: await readSettlement(answer.value.view_automatic_settlement_details) };
    } catch (error) {
      if (!(error instanceof SettlementError)) throw error;
      return uncertain(`the settlement cannot be used: ${error.message}`);
    }
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }

  /** @returns refused where Trustly answers that it has not taken it. */
  async #taken(make: () => EuropeRequest, signal: AbortSignal): Promise<Answered<OrderTaken>> {
    const answer = await this.#once(make, OrderTaken, signal);
    if (answer.kind !== 'answered' || answer.value.result === '1') return answer;
    return { kind: 'refused', error: null, reason: 'Trustly has not taken it', player: 'ATTENDANT' };
  }

  /** A question may be repeated: once, where the connection was lost. */
  async #question<S extends TSchema>(
    make: () => EuropeRequest,
    schema: S,
    signal: AbortSignal,
  ): Promise<Answered<Static<S>>> {
    const first = await this.#once(make, schema, signal);
    const isLost = first.kind === 'uncertain' && first.reason.startsWith(NO_ANSWER);
    return isLost && !signal.aborted ? this.#once(make, schema, signal) : first;
  }

  async #once<S extends TSchema>(
    make: () => EuropeRequest,
    schema: S,
    signal: AbortSignal,
  ): Promise<Answered<Static<S>>> {
    try {
      return await this.#send(make(), schema, signal);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#log.error({ problem: error.message }, 'a request to Trustly was not sent: it is not valid');
      return { kind: 'refused', error: null, reason: `not sent: ${error.message}`, player: 'CHECK_DETAILS' };
    }
  }

  async #send<S extends TSchema>(
    { method, data }: EuropeRequest,
    schema: S,
    signal: AbortSignal,
  ): Promise<Answered<Static<S>>> {
    const { url, username, password, keys } = this.#merchant;
    const uuid = randomUUID();
    try {
      const response = await request(url, {
        method: 'POST',
        dispatcher: this.#agent,
        headers: { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' },
        body: requestText(keys, method, uuid, { ...data, Username: username, Password: password }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      const body = Buffer.from(await response.body.arrayBuffer());
      // Whatever the HTTP status is: what is signed for this call is Trustly's answer to it.
      const answer = readAnswer(keys, body, MAX_BYTES, { method, uuid });
      return answer.kind === 'error'
        ? this.#failed(method, answer)
        : this.#checked(method, answer.data, schema);
    } catch (error) {
      return this.#noAnswer(method, error);
    }
  }

  #checked<S extends TSchema>(
    method: string,
    data: Parameters<typeof plainOf>[0],
    schema: S,
  ): Answered<Static<S>> {
    const value = plainOf(data);
    if (Value.Check(schema, value)) return { kind: 'answered', value };
    const [first] = Value.Errors(schema, value);
    const problem = `${first?.instancePath ?? ''} ${first?.message ?? ''}`;
    this.#log.error({ method, problem }, 'Trustly sent an answer that is not of its documents');
    return uncertain(`the answer cannot be used: ${problem}`);
  }

  #failed(
    method: string,
    { code, name, isOfThisCall }: { code: number | null; name: string | null; isOfThisCall: boolean },
  ): NoAnswer {
    const { about, means, outcome, player } = meaningOf(code, name, isOfThisCall);
    // Trustly's own text is not in the log beyond its name: it may repeat what was sent.
    this.#log[outcome === 'locked-out' ? 'error' : 'warn'](
      { method, error: about, code, isOfThisCall, outcome },
      'Trustly has not done what it was asked',
    );
    return { kind: outcome, error: about, reason: means, player };
  }

  #noAnswer(method: string, error: unknown): NoAnswer {
    if (error instanceof EnvelopeError || error instanceof RawJsonError) {
      this.#log.error(
        { method, code: error.code, problem: error.message },
        'Trustly sent an answer that cannot be used',
      );
      return uncertain(`the answer cannot be used: ${error.message}`);
    }
    if (error instanceof errors.ResponseExceededMaxSizeError) return uncertain('the answer is too large');
    this.#log.warn({ err: error, method }, 'no answer of Trustly');
    return uncertain(`${NO_ANSWER}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const NO_ANSWER = 'no answer';

function uncertain(reason: string): NoAnswer {
  return { kind: 'uncertain', error: null, reason, player: 'WAIT' };
}
