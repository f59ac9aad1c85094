/** The credit meter. It puts money onto a machine and remembers each transfer by its id. */
import type { Money } from '../../protocol/money.ts';
import type { Designation, TransferId, TransferOutcome } from '../../protocol/transfer.ts';

/** What the machine says became of one transfer id. */
export type TransferStatus =
  | TransferOutcome
  /** The transfer has begun and has not ended. */
  | { outcome: 'pending' }
  /** The machine has never begun this id, and its memory reaches back far enough to know. */
  | { outcome: 'unknown' }
  /** The machine knows this id with another amount: from another order than the one that is asked about. */
  | { outcome: 'anotherOrder'; requested: Money };

/** One order of credit. */
export interface TransferOrder {
  transferId: TransferId;
  amount: Money;
  /** The machine refuses to begin after this many milliseconds; it does not end a credit already begun. */
  lifetimeMs: number;
  /** Called when the machine has said that it has begun: from then on it never says `unknown` of this id. */
  onBegun?: () => void;
}

/** All that a machine's history may hold: the index of an entry is a byte (docs/cabinet-hid.md). */
export const LONGEST_HISTORY = 255;

/** One entry of the machine's own history. */
export interface MachineTransfer {
  /** Any id that the machine was given; not only ids of ours. */
  transferId: string;
  requested: Money | null;
  status: TransferStatus;
}

export interface CreditMeter {
  /**
   * Orders one credit. Call it only after the intent is in the journal [durable-first], once per id.
   * @returns the final outcome, as the machine confirmed it for this very id; `DUPLICATE_ID` where it has this id from
   * an order of another amount, so that this one was not carried out and never will be.
   * @throws {MachineError} `NOT_READY`: not sent. `NO_ANSWER`: ask {@link query} when the machine is back.
   */
  transfer(order: TransferOrder): Promise<TransferOutcome>;

  /**
   * Asks what became of this id. Changes nothing.
   * @param requested what was ordered under it, where that is known. @throws {MachineError}
   */
  query(transferId: TransferId, requested: Money | null): Promise<TransferStatus>;

  /**
   * Makes sure that an id that was never begun never will be: it is recorded as refused, `CANCELLED`, where a power cut
   * cannot reach it. Where the machine's protocol has no such record, the driver keeps it.
   * @param requested as in {@link query}.
   * @returns that outcome, or what had become of the id before. @throws {MachineError}
   */
  cancel(transferId: TransferId, requested: Money | null): Promise<TransferStatus>;

  /**
   * @returns the highest id of the designation that this machine has ever begun, refused or cancelled; null: none.
   * @throws {MachineError}
   */
  lastTransferId(designation: Designation): Promise<TransferId | null>;

  /** @returns the last transfers that the machine knows, newest first, at most `limit`. @throws {MachineError} */
  history(limit: number): Promise<MachineTransfer[]>;
}
