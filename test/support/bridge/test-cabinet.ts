/** The memory of a cabinet, as the test's kiosks ask it: it outlives every link, and knows of every id what became of it. */
import type { TransferOutcome } from '../../../protocol/transfer.ts';
import type { BridgeMessage } from '../../../protocol/egm-link.ts';

type Order = Extract<BridgeMessage, { type: 'transfer.order' }>;

export class TestCabinet {
  /** What is on the meter, in minor units: an order obeyed twice would count twice. */
  creditedMinor = 0;
  readonly #outcomes = new Map<string, TransferOutcome>();

  /** Credits an order, unless its id was begun or cancelled before. */
  obey({ transferId, amount }: Order): TransferOutcome {
    const known = this.#outcomes.get(transferId);
    if (known) return known;
    this.creditedMinor += amount.minor;
    return this.#remember(transferId, { outcome: 'credited', amount });
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
