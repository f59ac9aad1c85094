/**
 * The links that this process holds, as far as money needs them: an order that goes to one of them is claimed in the
 * transaction that decides, and nobody else has to be told.
 */
import type { AssetId } from '../../protocol/egm-link.ts';
import type { Order } from '../ledger/order.ts';

export interface LocalLink {
  readonly linkId: string;
  /**
   * Does it as a step of this link: never while another one sends an order or hears a result. @returns null: the link has
   * ended, and nothing was done.
   */
  inTurn<T>(step: () => Promise<T>): Promise<T | null>;
  /** It was claimed for this link, and that is durable. */
  send(order: Order): void;
}

export class LocalLinks {
  #find: (asset: AssetId) => LocalLink | null = () => null;

  /** Who holds the links. */
  are(find: (asset: AssetId) => LocalLink | null): void {
    this.#find = find;
  }

  /** @returns null: another process holds the link, or none. */
  of(asset: AssetId): LocalLink | null {
    return this.#find(asset);
  }
}
