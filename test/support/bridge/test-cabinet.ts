/** The memory of a cabinet that the test's kiosks ask. It outlives every link, and knows what became of every id. */
import type { TransferOutcome } from '../../../protocol/transfer.ts';
import type { BridgeMessage } from '../../../protocol/egm-link.ts';

type Order = Extract<BridgeMessage, { type: 'transfer.order' }>;

export class TestCabinet {
  /** What is on the meter, in minor units: an order that was carried out twice would count twice. */
  creditedMinor = 0;
  readonly #outcomes = new Map<string, TransferOutcome>();

  /** Credits an order, unless its id was begun or cancelled before. */
  obey({ transferId, amount }: Order): TransferOutcome {
    const known = this.#outcomes.get(transferId);
    if (known) return known;
    const outcome = this.takes(amount);
    if (outcome.outcome === 'credited') this.creditedMinor += outcome.amount.minor;
    return this.#remember(transferId, outcome);
  }

  /** What it does with a fresh order. */
  protected takes(amount: Order['amount']): TransferOutcome {
    return { outcome: 'credited', amount };
  }

  /** What became of the id. An id that was never begun is cancelled, so that it never begins. */
  resolve(transferId: string): TransferOutcome {
    return (
      this.#outcomes.get(transferId) ??
      this.#remember(transferId, { outcome: 'refused', reason: 'CANCELLED' })
    );
  }

  #remember(transferId: string, outcome: TransferOutcome): TransferOutcome {
    this.#outcomes.set(transferId, outcome);
    return outcome;
  }
}
