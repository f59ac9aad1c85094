import type { CreditMeter } from '../../machine/credit-meter.ts';
import type { BoardConnection } from './connection.ts';

/** The credit meter of whatever board is connected. */
export function creditMeterOf(connection: BoardConnection): CreditMeter {
  return {
    transfer: async (order) => connection.ask(async ({ transfers }) => transfers.order(order)),
    query: async (transferId, requested) =>
      connection.ask(async ({ transfers }) => transfers.query(transferId, requested)),
    cancel: async (transferId, requested) =>
      connection.ask(async ({ transfers }) => transfers.cancel(transferId, requested)),
    lastTransferId: async (designation) =>
      connection.ask(async ({ transfers }) => transfers.last(designation)),
    history: async (limit) => connection.ask(async ({ transfers }) => transfers.history(limit)),
  };
}
