/** The two ways in which a board fails to answer. */
import type { CabinetFault } from '../../../protocol/cabinet.ts';

type ExchangeFault = Extract<CabinetFault, 'BAD_FRAMES' | 'SILENT' | 'ABSENT' | 'PROTOCOL_VERSION'>;

/** The board cannot be talked to any more; the connection is over. */
export class ExchangeError extends Error {
  readonly code: ExchangeFault;

  constructor(code: ExchangeFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExchangeError';
    this.code = code;
  }
}

/** No answer to one request yet; the connection stands, and the board may still have heard it. */
export class NoAnswerYet extends Error {
  override readonly name = 'NoAnswerYet';
}
