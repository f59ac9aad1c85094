/** The bridge's operator side, as the demo uses it: enrols the demo machine and reads the ledger. */
import { Type, type Static } from 'typebox';
import { jsonDecoder } from '../protocol/decode.ts';
import { AssetId } from '../protocol/egm-link.ts';
import { Money } from '../protocol/money.ts';
import { askJson } from './json-over-http.ts';

const Enrolment = Type.Object({
  asset: AssetId,
  designation: Type.String(),
  secret: Type.String({ minLength: 1 }),
});
type Enrolment = Static<typeof Enrolment>;

export const LedgerRow = Type.Object({
  fundingId: Type.String(),
  transferId: Type.Union([Type.String(), Type.Null()]),
  asset: Type.String(),
  amount: Money,
  credited: Type.Union([Money, Type.Null()]),
  status: Type.String(),
  code: Type.Union([Type.String(), Type.Null()]),
  /** What the bank took back by itself, be it days later. */
  reversed: Type.Union([Money, Type.Null()]),
  /** What the casino gives back. */
  refund: Type.Union([Type.Object({ state: Type.String(), amount: Money }), Type.Null()]),
  /** ISO 8601, as is the next. */
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type LedgerRow = Static<typeof LedgerRow>;

/** As many rows of the ledger as the desk reconciles. */
const LEDGER_ROWS = 1000;
const MAX_ANSWER_BYTES = 4_000_000;

const decodeEnrolment = jsonDecoder(Enrolment, MAX_ANSWER_BYTES);
const decodeLedger = jsonDecoder(Type.Array(LedgerRow), MAX_ANSWER_BYTES);

export class Floor {
  readonly #bridge: string;
  readonly #bearer: string;

  constructor(bridgeUrl: string, operatorToken: string) {
    this.#bridge = bridgeUrl;
    this.#bearer = operatorToken;
  }

  /** Enrols the machine, or gives it a new secret. @throws {AskError} */
  async enrol(asset: string): Promise<Enrolment> {
    const url = new URL('/floor/machines', this.#bridge);
    return askJson(decodeEnrolment, url, { method: 'POST', bearer: this.#bearer, body: { asset } });
  }

  /** The newest rows of the ledger, newest first. @throws {AskError} */
  async ledger(): Promise<LedgerRow[]> {
    const url = new URL(`/floor/fundings?limit=${LEDGER_ROWS}`, this.#bridge);
    return askJson(decodeLedger, url, { bearer: this.#bearer });
  }
}
