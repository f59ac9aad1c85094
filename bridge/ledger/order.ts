/** What a machine is ordered to credit. */
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId } from '../../protocol/transfer.ts';

export interface Order {
  readonly transferId: TransferId;
  readonly fundingId: string;
  readonly amount: Money;
  readonly board: BoardMemory;
  readonly lifetimeMs: number;
}

/** As {@link ORDER} reads it. */
export interface OrderRow {
  transferId: string;
  fundingId: string;
  serial: string;
  memoryId: string;
  minor: number;
  currency: string;
  lifetimeMs: number;
}

export function orderOf(row: OrderRow): Order {
  const { transferId, fundingId, minor, currency, serial, memoryId, lifetimeMs } = row;
  return { transferId, fundingId, amount: { minor, currency }, board: { serial, memoryId }, lifetimeMs };
}
