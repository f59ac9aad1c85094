/** What is set in a board when it is built or configured for a machine. */
import { PROTOCOL_VERSION } from '../../hardware/drivers/cabinet-board/codes.ts';

export interface BoardConfiguration {
  serial: string;
  firmware: string;
  protocol: number;
  currency: string;
  /** Accounting denomination in minor units. */
  denomination: number;
  /** Most minor units in one transfer. */
  maxTransfer: number;
  /** Face values in minor units. */
  noteTable: number[];
  /** A note in escrow goes back to the player after this long without a decision. */
  escrowLimitMs: number;
  /** No request for this long: the acceptor takes no more notes. */
  kioskSilenceMs: number;
  /** An event not acknowledged is sent again this often. */
  eventRepeatMs: number;
  /** How long a cash-out lasts. */
  cashOutMs: number;
}

/** A US machine: one-cent denomination, notes from 1 to 100 dollars, at most 3,000.00 dollars a transfer. */
export function usMachine(serial: string): BoardConfiguration {
  return {
    serial,
    firmware: 'virtual 1.0',
    protocol: PROTOCOL_VERSION,
    currency: 'USD',
    denomination: 1,
    maxTransfer: 300_000,
    noteTable: [100, 500, 1_000, 2_000, 5_000, 10_000],
    escrowLimitMs: 5_000,
    kioskSilenceMs: 2_500,
    eventRepeatMs: 500,
    cashOutMs: 1_000,
  };
}
