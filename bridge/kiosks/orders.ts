/**
 * The orders of one machine over one link: sent one at a time, asked about, and what the kiosk says became of them
 * [confirmed-only].
 */
import { sentTransfer, type KnownTransfer } from '../ledger/known-transfers.ts';
import type { Order } from '../ledger/order.ts';
import type { OpenTransfer, Transfers } from '../ledger/transfers.ts';
import type { FullCredits } from '../money/full-credits.ts';
import { hearOpen, leaveOutOpen } from '../money/hear-open.ts';
import { hearResult } from '../money/hear-result.ts';
import type { TransferOpen } from '../money/judge-open.ts';
import type { TransferResult } from '../money/judge-result.ts';
import type { Settlements } from '../money/settlements.ts';
import type { Teller } from '../money/teller.ts';
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { KioskLink } from './kiosk-link.ts';
import type { MemoryAgreement } from './memory-agreement.ts';
import { MOST_WAITING, type Turns } from './turns.ts';

interface Ports extends Teller {
  readonly link: KioskLink;
  readonly database: Database;
  readonly transfers: Transfers;
  readonly fullCredits: FullCredits;
  readonly settlements: Settlements;
  readonly turns: Turns;
  readonly agreement: MemoryAgreement;
  readonly log: Log;
}

export class Orders {
  readonly #ports: Ports;
  /** The order that was sent last, as the ledger had it then. */
  #sent: KnownTransfer | null = null;
  /** How many of the waiting steps are of open orders. */
  #opensWaiting = 0;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Sends the one that has waited longest, unless an earlier one is still open. */
  async sendNext(): Promise<void> {
    const { link, asset, transfers } = this.#ports;
    if (link.isOver) return;
    const order = await transfers.claimNext(asset, link.linkId);
    if (order) this.send(order);
  }

  /** It was claimed for this link, and that is durable. */
  send(order: Order): void {
    const { asset, link } = this.#ports;
    this.#sent = sentTransfer(asset, order);
    link.send({ type: 'transfer.order', ...order });
  }

  /** Asks again what became of a transfer. */
  query({ transferId, fundingId, board }: OpenTransfer): void {
    this.#ports.link.send({ type: 'transfer.query', transferId, fundingId, board });
  }

  async queryAll(): Promise<void> {
    const { asset, transfers } = this.#ports;
    for (const open of await transfers.openOf(asset)) this.query(open);
    const overtaken = await transfers.overtakenOf(asset);
    if (overtaken !== null) this.query(overtaken); // a board that denies it is an older copy
  }

  result(said: TransferResult): void {
    const { agreement, turns } = this.#ports;
    agreement.unrecorded.came(said.transferId);
    turns.takeOrLeave(() => this.#settle(said));
  }

  /**
   * In turn. It is never dropped, because the kiosk does not repeat it: what the kiosk tells before `memory` counts for
   * that comparison.
   */
  open(said: TransferOpen): void {
    const { log, link, turns } = this.#ports;
    log.info(said, 'the kiosk does not know yet what became of a transfer');
    if (this.#opensWaiting >= MOST_WAITING) {
      this.#leaveOut(said);
      return;
    }
    this.#opensWaiting++;
    turns.take(() => {
      this.#opensWaiting--;
      return link.endIfFails(this.#learnOpen(said));
    });
  }

  async #settle(said: TransferResult): Promise<void> {
    const { transferId } = said;
    const { settlements, agreement, log } = this.#ports;
    const heard = await hearResult(this.#ports, this.#ports, said, this.#sent);
    const { settlement } = heard;
    if (settlement === 'full') agreement.unrecorded.refused(transferId);
    else agreement.unrecorded.recorded(transferId);
    switch (settlement) {
      case 'settled':
        log.info({ event: 'transfer.settled', transferId, ...said.result }, 'transfer settled');
        // The ledger may have lost this id, and may have settled another transfer of the same funding by it.
        if (heard.transferId !== transferId && agreement.isFurther(said)) await agreement.compareAnew(said);
        else agreement.goesFurther(said);
        settlements.settled(heard.transferId, heard.credited ?? null);
        this.#acknowledge(transferId);
        if (heard.isNextWaiting !== false) await this.sendNext();
        break;
      case 'recovered':
      case 'question':
        log.error({ said, settlement }, 'the ledger did not know what the kiosk told');
        await agreement.compareAnew(said);
        this.#acknowledge(transferId);
        return;
      case 'known':
        // Nothing was credited under this id. But the kiosk has seen it, and a ledger that has lost it has not.
        if (agreement.isFurther(said)) await agreement.compareAnew(said);
        this.#acknowledge(transferId);
        break;
      case 'full':
        // It is not acknowledged, so it is not lost: the kiosk tells it again until there is room. Its id is not given out
        // again.
        log.warn({ said }, 'too many questions about the machine are open for another one');
        await agreement.compareAnew(said);
        return;
      case 'waits':
        // It is not acknowledged either: a question asks whether the other order credited its funding.
        log.warn(
          { said },
          'an order was never begun, and it is not known yet whether its funding was credited',
        );
        break;
      case 'denied':
        log.error({ said, settlement }, "the machine's board does not know what it has credited");
        await agreement.compareAnew(said);
        return;
      case 'contradiction':
      case 'other-board':
        // It is not acknowledged: the kiosk keeps its record until a person has looked.
        log.error({ said, settlement }, "kiosk's result does not fit the ledger");
        break;
    }
    if (!agreement.isAgreed) await agreement.compare();
  }

  /** The kiosk has an order open: the ledger may have lost it. */
  async #learnOpen(said: TransferOpen): Promise<void> {
    const { database, agreement, log } = this.#ports;
    const key = `${said.transferId} open`;
    agreement.unrecorded.came(key);
    const finding = await hearOpen(database, this.#ports, said);
    agreement.unrecorded.recorded(key);
    if (finding === 'known') return;
    if (finding === 'full') agreement.unrecorded.leaveOut();
    log.error({ said, finding }, 'the ledger did not know an order that is open at the kiosk');
    await agreement.compareAnew(said);
  }

  /** More open orders wait than any machine has. The ledger only counts them, in one question, which closes the machine. */
  #leaveOut(said: TransferOpen): void {
    const { asset, link, database, turns, agreement } = this.#ports;
    if (agreement.unrecorded.isLeftOut) return;
    agreement.unrecorded.leaveOut();
    turns.take(async () => {
      await link.endIfFails(leaveOutOpen(database, asset, said));
      await agreement.compareAnew(said);
    });
  }

  #acknowledge(transferId: string): void {
    this.#ports.link.send({ type: 'transfer.acknowledged', transferId });
  }
}
