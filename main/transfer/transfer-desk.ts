import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { CabinetError, type Cabinet } from '../../hardware/cabinet.ts';
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { BridgeMessage, KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { RefusalReason, TransferId, TransferOutcome } from '../../protocol/transfer.ts';
import type { Clock } from '../clock/clock.ts';
import { JournalError, type Journal, type TransferRecord } from '../journal/journal.ts';
import { whileSound } from '../journal/while-sound.ts';
import { Outbox } from '../link/outbox.ts';
import { boardOf } from '../cabinet/board-memory.ts';
import { lastTransferId } from './last-transfer-id.ts';
import { OpenTransfers, isFinal } from './open-transfers.ts';
import { orNull } from './or-null.ts';
import { answerWithoutJournal } from './without-journal.ts';
import { WorkQueue } from './work-queue.ts';

type Order = Extract<BridgeMessage, { type: 'transfer.order' }>;

export interface TransferDeskPorts {
  cabinet: Cabinet;
  /** The cabinet as far as it may be credited with: no board but the one in service, no machine that an operator has. */
  inService: { readonly status: CabinetStatus };
  journal: Journal;
  send: (message: KioskMessage) => boolean;
  clock: Clock;
  logger: Logger;
}

interface TransferDeskEvents {
  /** {@link TransferDesk.underWay} changed. */
  changed: [];
  /** The board knows a higher id than the journal; {@link TransferDesk.lastTransferId} has it now. */
  knowsHigherId: [];
  /** A transfer reached its end, now: durable, and on its way to the bridge. */
  settled: [requested: Money | null, outcome: TransferOutcome];
}

/**
 * The life of a credit order: intent in the journal, to the board, outcome in the journal, to the bridge until it is
 * acknowledged. One at a time; what is not known is asked of the board by id, never sent again (M1, M2, M3).
 */
export class TransferDesk extends EventEmitter<TransferDeskEvents> {
  #adding: Money | null = null;
  #boardsLast: TransferId | null = null;
  #stopped = false;
  readonly #queue = new WorkQueue();
  readonly #outbox: Outbox;
  readonly #open: OpenTransfers;
  readonly #ports: TransferDeskPorts;

  constructor(ports: TransferDeskPorts) {
    super();
    this.#ports = ports;
    const { cabinet, journal, clock, send } = ports;
    this.#outbox = new Outbox({
      pending: () => whileSound(journal, () => journal.unreported().flatMap(result), []),
      send,
      clock,
    });
    this.#open = new OpenTransfers({
      cabinet,
      journal,
      clock,
      logger: ports.logger,
      settle: (transferId, requested, outcome) => this.#settle(transferId, requested, outcome),
      due: () => this.#work(() => this.#open.settleAll()),
    });
    cabinet.on('status', (status) => {
      if (status.connection === 'ready') this.#boardReady();
    });
  }

  /** What the glass tells about the money that is on its way: being added, or sent and not known. */
  get underWay(): { adding: Money | null; open: TransferRecord[] } {
    const { journal } = this.#ports;
    return { adding: this.#adding, open: whileSound(journal, () => journal.open(), []) };
  }

  /** The highest id that this machine has ever known. */
  get lastTransferId(): TransferId | null {
    const { journal } = this.#ports;
    return lastTransferId(
      whileSound(journal, () => journal.lastTransferId(), null),
      this.#boardsLast,
    );
  }

  linked(): void {
    this.#outbox.flush();
  }

  order(order: Order): void {
    const { clock } = this.#ports;
    const deadline = clock.now() + order.lifetimeMs;
    this.#work(() => this.#carryOut(order, deadline), order.transferId);
  }

  query(transferId: TransferId): void {
    const known = whileSound(this.#ports.journal, () => this.#ports.journal.find(transferId), null);
    if (known !== null) this.#answer(known);
    // In the queue, because the order itself may be waiting there.
    else this.#work(() => this.#makeImpossible(transferId), transferId);
  }

  acknowledged(transferId: TransferId): void {
    const { journal } = this.#ports;
    whileSound(journal, () => journal.acknowledge(transferId), undefined);
    this.#outbox.acknowledged();
  }

  /** Begins nothing more. Resolves when what is under way has come to an end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#open.stop();
    this.#outbox.stop();
    await this.#queue.idle();
  }

  async #carryOut(order: Order, deadline: number): Promise<void> {
    const { journal, cabinet, clock } = this.#ports;
    const { transferId, amount } = order;
    const known = journal.find(transferId);
    if (known !== null) {
      this.#answer(known);
      return;
    }
    await this.#open.settleAll(); // before anything new (M1)
    const board = boardOf(cabinet.status);
    const lifetimeMs = Math.floor(deadline - clock.now());
    const refusal = this.#reasonToRefuse(amount, lifetimeMs);
    if (refusal !== null || board === null) {
      this.#refuse(transferId, amount, refusal ?? 'CABINET_UNAVAILABLE');
      return;
    }
    journal.begin({ transferId, amount, board });
    try {
      const outcome = cabinet.transfer({ transferId, amount, lifetimeMs });
      this.#show(amount); // while the board is at it: the credit waits for no picture
      this.#settle(transferId, amount, await outcome);
    } catch (error) {
      if (!(error instanceof CabinetError)) throw error;
      // Nothing was sent, so nothing can follow. After a lost answer only the board knows; it is asked.
      if (error.code === 'NOT_READY') {
        this.#settle(transferId, amount, { outcome: 'refused', reason: 'CABINET_UNAVAILABLE' });
      } else {
        this.#open.askAgain();
      }
    } finally {
      this.#show(null);
    }
  }

  #reasonToRefuse(amount: Money, lifetimeMs: number): RefusalReason | null {
    const { journal, inService } = this.#ports;
    const { status } = inService;
    if (status.connection !== 'ready') return 'CABINET_UNAVAILABLE';
    if (status.conditions.includes('OUT_OF_ORDER')) return 'NOT_PLAYABLE';
    if (amount.minor === 0) return 'MALFORMED';
    if (amount.currency !== status.currency) return 'CURRENCY_MISMATCH';
    if (lifetimeMs <= 0) return 'EXPIRED';
    return journal.open().some((open) => !open.acknowledged) ? 'BUSY' : null;
  }

  /** The bridge asks about an id that no order came for: from now on one that comes late is refused. */
  async #makeImpossible(transferId: TransferId): Promise<void> {
    const { journal, cabinet, send } = this.#ports;
    const known = journal.find(transferId);
    if (known !== null) {
      this.#answer(known);
      return;
    }
    if (journal.covers(transferId)) {
      this.#refuse(transferId, null, 'CANCELLED');
      return;
    }
    // An id from before this journal began: an order may have come to the journal that was here before. Only the board
    // can know, and it keeps what it says.
    const board = boardOf(cabinet.status);
    if (board === null) {
      send({ type: 'transfer.open', transferId });
      return;
    }
    const status = await orNull(cabinet.cancel(transferId));
    if (status === null) {
      send({ type: 'transfer.open', transferId });
      return;
    }
    journal.begin({ transferId, amount: null, board });
    if (isFinal(status)) this.#settle(transferId, null, status);
    else this.#open.askAgain();
  }

  #boardReady(): void {
    this.#work(async () => {
      const before = this.lastTransferId;
      this.#boardsLast = (await orNull(this.#ports.cabinet.lastTransferId())) ?? this.#boardsLast;
      if (this.lastTransferId !== before) this.emit('knowsHigherId');
    });
  }

  #settle(transferId: TransferId, requested: Money | null, outcome: TransferOutcome): void {
    const { journal, logger } = this.#ports;
    journal.settle(transferId, outcome);
    logger.info({ event: 'transfer.settled', transferId, requested, ...outcome });
    this.#ended(requested, outcome);
  }

  #refuse(transferId: TransferId, amount: Money | null, reason: RefusalReason): void {
    const { journal, logger } = this.#ports;
    journal.refuse({ transferId, amount, reason });
    logger.info({ event: 'transfer.refused', transferId, requested: amount, reason });
    this.#ended(amount, { outcome: 'refused', reason });
  }

  #ended(requested: Money | null, outcome: TransferOutcome): void {
    this.#adding = null;
    this.emit('settled', requested, outcome);
    this.#outbox.flush();
  }

  #answer(record: TransferRecord): void {
    const { send } = this.#ports;
    const [answer] = result(record);
    send(answer ?? { type: 'transfer.open', transferId: record.transferId });
  }

  #show(adding: Money | null): void {
    this.#adding = adding;
    this.emit('changed');
  }

  #work(work: () => Promise<void>, transferId?: TransferId): void {
    this.#queue.add(async () => {
      if (this.#stopped) return;
      try {
        await work();
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        if (transferId === undefined) return;
        const { cabinet, send } = this.#ports;
        send(await answerWithoutJournal(cabinet, transferId));
      }
    });
  }
}

function result({ transferId, outcome }: TransferRecord): KioskMessage[] {
  return outcome === null ? [] : [{ type: 'transfer.result', transferId, result: outcome }];
}
