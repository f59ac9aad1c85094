/** The sandbox's control port: what the demo does to "Trustly", and what Trustly has on its books. */
import { Type } from 'typebox';
import { jsonDecoder } from '../protocol/decode.ts';
import { SandboxFaults, SandboxPayment } from '../sandbox/control.ts';
import { askJson } from './json-over-http.ts';

const MAX_ANSWER_BYTES = 4_000_000;
const decodeFaults = jsonDecoder(SandboxFaults, MAX_ANSWER_BYTES);
const decodePayments = jsonDecoder(Type.Array(SandboxPayment), MAX_ANSWER_BYTES);

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
}
