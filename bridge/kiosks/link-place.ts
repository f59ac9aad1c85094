/**
 * The place of a link in the ledger, which has one for each machine. A link claims it when the kiosk has said hello,
 * and again where the ledger may have lost it. It gives the place back when the socket is gone.
 */
import { EgmLinkClose, type KioskMessage } from '../../protocol/egm-link.ts';
import type { Links } from '../ledger/links.ts';
import type { AdmittedMachine } from '../ledger/machines.ts';
import type { Notices } from '../platform/postgres/notices.ts';
import type { KioskLink } from './kiosk-link.ts';

export type Hello = Extract<KioskMessage, { type: 'hello' }>;

export class LinkPlace {
  readonly #link: KioskLink;
  readonly #links: Links;
  readonly #notices: Notices;
  /** A newer link of the machine has its place, or is about to take it. */
  #isReplaced = false;
  /** The links of this process whose place it took. It also gives their places back, even before its own hello. */
  readonly #succeeded: string[] = [];

  constructor(link: KioskLink, links: Links, notices: Notices) {
    this.#link = link;
    this.#links = links;
    this.#notices = notices;
  }

  /** @returns false when the ledger does not give the place: then the link is of no use any more. */
  async claim(machine: AdmittedMachine, hello: Hello): Promise<boolean> {
    const { asset, linkNumber } = machine;
    const claimed = await this.#links.claim({ ...machine, linkId: this.#link.linkId }, hello);
    if (claimed === null) return false;
    this.#succeeded.length = 0; // they are not in the ledger any more
    const { older } = claimed;
    if (older) this.#notices.publish({ kind: 'linked', asset, linkNumber }, older.heldBy);
    return true;
  }

  /** This one is in the place of the older one from now on. */
  succeed(older: LinkPlace): void {
    this.#succeeded.push(older.#link.linkId, ...older.#succeeded);
    older.replaced();
  }

  /** The machine has a newer link. */
  replaced(): void {
    this.#isReplaced = true;
    this.#link.close(EgmLinkClose.REPLACED, 'REPLACED');
  }

  /** Resolves when the ledger knows. @param after the last step that may claim it. */
  async release(hadHello: boolean, after: Promise<void>): Promise<void> {
    // The older link leaves its row in the ledger: the claim of the newer link sees there which board it had (TWO_BOARDS).
    if (this.#isReplaced || !(hadHello || this.#succeeded.length > 0)) return;
    await after;
    await this.#links.release(this.#link.asset, [this.#link.linkId, ...this.#succeeded]);
  }
}
