/** What carries reports to a board and back: whole reports. It does not know what they mean. */
import type { CabinetFault } from '../../protocol/cabinet.ts';

/** Given before the board is opened, so that its first report is received. */
export interface Receiver {
  /** One report from the board, report id first, with the length in which it came. */
  report(report: Uint8Array): void;
  /** The board is gone: unplugged or unreadable. Called once; nothing is called after it. */
  lost(cause: Error): void;
}

/** An open board. */
export interface Transport {
  /** Resolves when the report was handed over; rejects when it was not. */
  write(report: Uint8Array): Promise<void>;
  /** Lets the board go; the receiver is not called any more. Never rejects. */
  close(): Promise<void>;
}

export type OpenFault = Extract<CabinetFault, 'ABSENT' | 'CANNOT_OPEN' | 'TWO_BOARDS' | 'WRONG_BOARD'>;

/** Why there is no open board. */
export class OpenError extends Error {
  readonly code: OpenFault;

  constructor(code: OpenFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OpenError';
    this.code = code;
  }
}

/** Looks for the board once and opens it. @throws {OpenError} */
export type OpenTransport = (receiver: Receiver) => Promise<Transport>;
