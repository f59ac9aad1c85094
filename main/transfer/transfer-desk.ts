import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { MachineError } from '../../hardware/machine/machine-error.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, isSameBoard, type BoardMemory, type CabinetStatus } from '../../protocol/cabinet.ts';
import type { BridgeMessage, KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import {
  designationOf,
  type Designation,
  type RefusalReason,
  type TransferId,
  type TransferOutcome,
} from '../../protocol/transfer.ts';
import type { Clock } from '../../hardware/clock.ts';
import { JournalError, type Journal, type TransferRecord } from '../journal/journal.ts';
import { whileSound } from '../journal/while-sound.ts';
import type { Welcome } from '../link/link-state.ts';
import { Outbox } from '../link/outbox.ts';
import { endAtTheBoard } from './ask-the-board.ts';
import { MemoryComparison } from './memory-comparison.ts';
import { OpenTransfers } from './open-transfers.ts';
import { duplicateOf, isRecordOf, openUntil, resultOf, type ToldTransfer } from './transfer-messages.ts';
import { answerWithoutJournal } from './without-journal.ts';
import { WorkQueue } from './work-queue.ts';

type Order = Extract<BridgeMessage, { type: 'transfer.order' }>;
type Question = Extract<BridgeMessage, { type: 'transfer.query' }>;

export interface TransferDeskPorts {
  machine: Machine;
  /** The cabinet as far as it may be credited with: no board but the one in service, no machine that an operator has. */
  inService: { readonly status: CabinetStatus };
  /** The machine's own board, whose word on an id counts, and what is found out about it. */
  boards: {
    readonly inUse: BoardMemory | null;
    readonly witness: BoardMemory | null;
    foundOlder(board: BoardMemory): void;
  };
  journal: Journal;
  send: (message: KioskMessage) => boolean;
  clock: Clock;
  logger: Logger;
}

interface TransferDeskEvents {
  /** {@link TransferDesk.underWay} or {@link TransferDesk.agreement} changed. */
  changed: [];
  /** A transfer reached its end, now: durable, and on its way to the bridge. */
  settled: [requested: Money | null, outcome: TransferOutcome];
}

/** How soon a board that did not answer is asked again how far its memory goes. */
const COMPARE_AGAIN_MS = 1_000;

/** Whether ledger, journal and board are known to agree: before that no order is taken and no code shown. */
export type Agreement = 'pending' | 'agreed' | 'closed';

/**
 * The life of a credit order: intent in the journal, to the board, outcome in the journal, to the bridge until it is
 * acknowledged. One at a time; what is not known is asked of the board by id, never sent again [exactly-once]
 * [confirmed-only] [durable-first].
 */
export class TransferDesk extends EventEmitter<TransferDeskEvents> {
  #adding: Money | null = null;
  #stopped = false;
  #cancelCompare: () => void = () => undefined;
  /** Of the last welcome. */
  #designation: Designation | null = null;
  /** Of the last welcome: an order that is not above it was sent before this link was there. */
  #tellAfter: TransferId | null = null;
  /** Asked about before the comparison: the board has its word on them, and the journal learns it only then. */
  readonly #notRecorded = new Set<TransferId>();
  /** What the bridge was told on this link of how far the memories go. */
  #told: BoardMemory | null = null;
  /** What it answered. */
  #verdict: { board: BoardMemory; agreed: boolean } | null = null;
  readonly #queue = new WorkQueue();
  readonly #outbox: Outbox;
  readonly #open: OpenTransfers;
  readonly #memories: MemoryComparison;
  readonly #ports: TransferDeskPorts;

  constructor(ports: TransferDeskPorts) {
    super();
    this.#ports = ports;
    const { machine, journal, clock, logger, send, boards } = ports;
    this.#outbox = new Outbox({
      pending: (skip, limit) =>
        whileSound(journal, () => journal.unreported({ skip, limit }).flatMap(resultOf), []),
      send,
      // In the queue: what is under way belongs to what is told before.
      saidAll: () => this.#work(async () => this.#tellMemories()),
      clock,
    });
    this.#memories = new MemoryComparison({
      machine,
      inUse: () => boards.inUse,
      journal,
      logger,
      foundOlder: (board) => boards.foundOlder(board),
    });
    this.#open = new OpenTransfers({
      machine,
      witness: () => boards.witness,
      journal,
      clock,
      logger,
      settle: (transferId, requested, outcome) => this.#settle(transferId, requested, outcome),
      due: () => this.#work(() => this.#open.settleAll()),
    });
    machine.on('status', ({ connection }) => {
      if (connection !== 'ready') this.#told = null;
      else if (this.#memories.done === null) this.#compare();
    });
  }

  /** What the glass tells about the money that is on its way: being added, or sent and not known. */
  get underWay(): { adding: Money | null; open: TransferRecord[] } {
    const { journal } = this.#ports;
    return { adding: this.#adding, open: whileSound(journal, () => journal.open(), []) };
  }

  /** Of the bridge's ledger with the board that is plugged in. */
  get agreement(): Agreement {
    const verdict = this.#verdict;
    if (verdict === null || !isSameBoard(verdict.board, boardOf(this.#ports.machine.status)))
      return 'pending';
    return verdict.agreed ? 'agreed' : 'closed';
  }

  /** A new link: what the ledger may lack is told first, then how far the memories go. */
  linked({ designation, tellAfter }: Pick<Welcome, 'designation' | 'tellAfter'>): void {
    const { journal } = this.#ports;
    this.#designation = designation;
    this.#tellAfter = tellAfter;
    this.#told = null;
    this.#verdict = null;
    whileSound(journal, () => journal.tellAgain(designation, tellAfter), undefined);
    this.#memories.again(); // the board has begun more since
    this.#outbox.linked();
    this.#compare();
  }

  /** The bridge compared what it was told with its ledger. */
  compared(verdict: { board: BoardMemory; agreed: boolean }): void {
    this.#verdict = verdict;
    if (!verdict.agreed)
      this.#ports.logger.error({ event: 'memory.closed' }, 'ledger, journal and board differ');
    this.emit('changed');
  }

  /** A person answered for the board that is plugged in. */
  boardAccepted(): void {
    this.#memories.again();
    this.#told = null;
    this.#compare();
  }

  /** An attendant settles that open transfer by hand; the machine goes on without waiting for its board. */
  handOver(transferId: TransferId, by: string): void {
    const { journal, logger } = this.#ports;
    logger.warn({ event: 'transfer.handedOver', transferId, by });
    whileSound(journal, () => journal.handOver(transferId), undefined);
    this.emit('changed');
  }

  order(order: Order): void {
    const { clock } = this.#ports;
    const deadline = clock.now() + order.lifetimeMs;
    this.#work(() => this.#carryOut(order, deadline), order);
  }

  query(question: Question): void {
    const { journal } = this.#ports;
    const known = whileSound(journal, () => journal.find(question.transferId), null);
    if (known !== null) this.#answer(known);
    // In the queue, because the order itself may be waiting there.
    else this.#work(() => this.#makeImpossible(question), question);
  }

  acknowledged(transferId: TransferId): void {
    const { journal } = this.#ports;
    whileSound(journal, () => journal.acknowledge(transferId), undefined);
    this.#outbox.acknowledged();
  }

  /** Begins nothing more. Resolves when what is under way has come to an end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelCompare();
    this.#open.stop();
    this.#outbox.stop();
    await this.#queue.idle();
  }

  async #carryOut(order: Order, deadline: number): Promise<void> {
    const { journal, machine, clock, logger, send } = this.#ports;
    const { transferId, fundingId, amount, board } = order;
    const known = journal.find(transferId);
    if (known !== null) {
      if (isRecordOf(known, order)) this.#answer(known);
      else {
        logger.error({ event: 'transfer.duplicate', order, known }, 'an order with the id of another one');
        send(duplicateOf(order));
      }
      return;
    }
    if (this.#isOld(transferId)) {
      await this.#makeImpossible(order);
      return;
    }
    await this.#open.settleAll(); // before anything new [exactly-once]
    if (this.#isPaidElsewhere({ ...order, requested: amount })) return;
    const lifetimeMs = Math.floor(deadline - clock.now());
    const refusal = this.#reasonToRefuse(order, lifetimeMs);
    if (refusal !== null) {
      this.#refuse(order, refusal);
      return;
    }
    journal.begin({ transferId, fundingId, amount, board });
    try {
      const outcome = machine.creditMeter.transfer({ transferId, amount, lifetimeMs });
      this.#show(amount); // while the board is at it: the credit waits for no picture
      this.#settle(transferId, amount, await outcome);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
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

  #reasonToRefuse({ transferId, amount, board }: Order, lifetimeMs: number): RefusalReason | null {
    const { journal, inService } = this.#ports;
    const { status } = inService;
    if (status.connection !== 'ready') return 'CABINET_UNAVAILABLE';
    // It was for a board that is not here; it came once, and is used up with this record.
    if (!isSameBoard(board, boardOf(status))) return 'CABINET_UNAVAILABLE';
    if (this.#memories.done === null) return 'CABINET_UNAVAILABLE';
    if (status.conditions.includes('OUT_OF_ORDER')) return 'NOT_PLAYABLE';
    if (amount.minor === 0 || designationOf(transferId) !== this.#memories.done.designation)
      return 'MALFORMED';
    if (amount.currency !== status.currency) return 'CURRENCY_MISMATCH';
    if (lifetimeMs <= 0) return 'EXPIRED';
    return journal.open().some((open) => !open.acknowledged) ? 'BUSY' : null;
  }

  /**
   * Not above what the board knew when it was compared, or what the ledger had sent before this link: the board may have
   * it already, though the journal does not. Such an order is neither begun nor refused, but asked about.
   */
  #isOld(transferId: TransferId): boolean {
    if (this.#notRecorded.has(transferId)) return true;
    if (designationOf(transferId) !== this.#designation) return false;
    return [this.#memories.done?.boardLast, this.#tellAfter].some((last) => transferId <= (last ?? ''));
  }

  /**
   * Whether the funding is, or may be, on a meter under another id, which the bridge has lost: this one is never begun
   * [exactly-once]. Nor is it refused, for the bridge would take the funding for one that failed.
   */
  #isPaidElsewhere(
    order: Pick<TransferRecord, 'transferId' | 'requested' | 'board'> & { fundingId: string },
  ): boolean {
    const { journal, logger, send, boards } = this.#ports;
    const other = journal.mayHaveCredited(order.fundingId);
    if (other === null) return false;
    logger.error({ event: 'transfer.paid', order, other }, 'the funding of an order has another transfer');
    send(openUntil(order, boards.witness, 'OTHER_TRANSFER'));
    this.#answer(other);
    return true;
  }

  /**
   * An id that is not in the journal and may be in the board, which the bridge asks about or orders once more: from now
   * on one that comes late is refused by the board.
   */
  async #makeImpossible(about: Question | Order): Promise<void> {
    const { journal, machine, send, boards } = this.#ports;
    const { transferId, fundingId, board } = about;
    const amount = about.type === 'transfer.order' ? about.amount : null;
    const known = journal.find(transferId);
    if (known !== null) {
      this.#answer(known);
      return;
    }
    const asked = { transferId, fundingId, requested: amount, board };
    if (this.#isPaidElsewhere(asked)) return;
    // That it is not in the journal proves nothing: the journal may have lost it. Only the board can know.
    if (!isSameBoard(board, boards.witness)) {
      send(openUntil(asked, boards.witness));
      return;
    }
    try {
      const outcome = await endAtTheBoard(machine, { transferId, requested: amount, board });
      if (!isSameBoard(board, this.#memories.done?.board ?? null)) {
        // Told, not recorded: the comparison would take a journal that has this id for one that lacks none before it.
        this.#notRecorded.add(transferId);
        this.#answer({ ...asked, outcome });
        return;
      }
      journal.begin({ transferId, fundingId, amount, board });
      if (outcome === null) this.#open.askAgain();
      else this.#settle(transferId, amount, outcome);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      const why = error.code === 'FORGOTTEN' ? 'FORGOTTEN' : undefined;
      send(openUntil(asked, boards.witness, why));
    }
  }

  #compare(): void {
    this.#work(async () => {
      if (this.#designation === null) return;
      await this.#memories.compare(this.#designation);
      if (this.#memories.done === null) this.#compareAgain();
      this.#outbox.flush(); // the journal may have learned something; then the bridge is told how far it goes
    });
  }

  /** The board that is there did not answer; it need not tell anything from which a new try would follow. */
  #compareAgain(): void {
    const { boards, clock } = this.#ports;
    this.#cancelCompare();
    if (this.#stopped || boards.inUse === null) return;
    this.#cancelCompare = clock.after(COMPARE_AGAIN_MS, () => this.#compare());
  }

  /** Once for each link and board, after all that the ledger may lack: of that, what is open is told here. */
  #tellMemories(): void {
    const { journal, send, boards } = this.#ports;
    const compared = this.#memories.done;
    if (compared === null || compared.designation !== this.#designation) return;
    if (isSameBoard(this.#told, compared.board)) return;
    const { board, designation, boardLast } = compared;
    const far = whileSound(
      journal,
      () => ({
        journalLast: journal.lastTransferId(designation),
        incompleteBelow: journal.incompleteBelow(designation),
        open: journal.open(),
      }),
      null,
    );
    if (far === null) return;
    const { open, journalLast, incompleteBelow } = far;
    // Also those that a person has taken over: a ledger that has lost one would have it ordered again.
    const told = open.every((record) => send(openUntil(record, boards.witness)));
    if (told && send({ type: 'memory', board, journalLast, boardLast, incompleteBelow })) this.#told = board;
  }

  #settle(transferId: TransferId, requested: Money | null, outcome: TransferOutcome): void {
    const { journal, logger } = this.#ports;
    journal.settle(transferId, outcome);
    logger.info({ event: 'transfer.settled', transferId, requested, ...outcome });
    this.#ended(requested, outcome);
  }

  #refuse({ transferId, fundingId, amount }: Order, reason: RefusalReason): void {
    const { journal, logger } = this.#ports;
    journal.refuse({ transferId, fundingId, amount, reason });
    logger.info({ event: 'transfer.refused', transferId, requested: amount, reason });
    this.#ended(amount, { outcome: 'refused', reason });
  }

  #ended(requested: Money | null, outcome: TransferOutcome): void {
    this.#adding = null;
    this.emit('settled', requested, outcome);
    this.#outbox.flush();
  }

  #answer(record: ToldTransfer): void {
    const { send, boards } = this.#ports;
    const [answer] = resultOf(record);
    send(answer ?? openUntil(record, boards.witness));
  }

  #show(adding: Money | null): void {
    this.#adding = adding;
    this.emit('changed');
  }

  /** @param about what the bridge asked, that it has to be answered even where the journal fails. */
  #work(work: () => Promise<void>, about?: Question | Order): void {
    this.#queue.add(async () => {
      if (this.#stopped) return;
      try {
        await work();
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        if (about === undefined) return;
        const { machine, send } = this.#ports;
        send(await answerWithoutJournal(machine, about));
      }
    });
  }
}
