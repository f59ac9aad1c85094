/** The sandbox's control ports: what the demo does to "Trustly", and what Trustly has on its books. */
import { Type } from 'typebox';
import { jsonDecoder } from '../protocol/decode.ts';
import { SandboxFaults, SandboxPayment } from '../sandbox/control.ts';
import { OnFileClock, OnFileTransaction } from '../sandbox/trustly-on-file/control.ts';
import { isReversible } from './on-file-captures.ts';
import { AskError, askJson } from './json-over-http.ts';

const MAX_ANSWER_BYTES = 4_000_000;
const decodeFaults = jsonDecoder(SandboxFaults, MAX_ANSWER_BYTES);
const decodeClock = jsonDecoder(OnFileClock, MAX_ANSWER_BYTES);
const decodeTransaction = jsonDecoder(OnFileTransaction, MAX_ANSWER_BYTES);
const decodeTransactions = jsonDecoder(Type.Array(OnFileTransaction), MAX_ANSWER_BYTES);
const decodePayments = jsonDecoder(Type.Array(SandboxPayment), MAX_ANSWER_BYTES);

const DAY_MS = 86_400_000;

export class Trustly {
  readonly #sandbox: string;

  constructor(sandboxUrl: string) {
    this.#sandbox = sandboxUrl;
  }

  /** @throws {AskError} */
  async faults(): Promise<SandboxFaults> {
    return askJson(decodeFaults, new URL('/control/faults', this.#sandbox));
  }

  /** @throws {AskError} */
  async setFaults(faults: SandboxFaults): Promise<SandboxFaults> {
    return askJson(decodeFaults, new URL('/control/faults', this.#sandbox), { method: 'PUT', body: faults });
  }

  /** Newest first. @throws {AskError} */
  async payments(): Promise<SandboxPayment[]> {
    return askJson(decodePayments, new URL('/control/payments', this.#sandbox));
  }

  /** Newest first. @throws {AskError} */
  async transactions(): Promise<OnFileTransaction[]> {
    return askJson(decodeTransactions, new URL('/control/on-file/transactions', this.#sandbox));
  }

  /**
   * Trustly's clock goes three days forward, and the bank takes back the newest payment from an account on file that was
   * completed. @throws {AskError} with status 400 where there is none.
   */
  async reverseAfterThreeDays(): Promise<void> {
    const newest = (await this.transactions()).find(isReversible);
    if (newest === undefined) throw new AskError('Nothing was paid from an account on file.', 400);
    const post = { method: 'POST' } as const;
    const forward = { ...post, body: { forwardMs: 3 * DAY_MS } };
    await askJson(decodeClock, new URL('/control/on-file/clock', this.#sandbox), forward);
    const move = new URL(`/control/on-file/transactions/${newest.transactionId}/move`, this.#sandbox);
    await askJson(decodeTransaction, move, { ...post, body: REVERSED });
  }
}

/** As the bank network says it of a payment that the account's owner did not want. */
const REVERSED = {
  to: 'Reversed',
  providerStatus: 'AC114',
  reasonCode: 'R10',
  thirdPartyDeclineCode: null,
} as const;
