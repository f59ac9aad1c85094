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
