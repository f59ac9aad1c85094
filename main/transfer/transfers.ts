import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import type { Clock } from '../../hardware/clock.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import type { BoardMemory, CabinetStatus } from '../../protocol/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { TransferId, TransferOutcome } from '../../protocol/transfer.ts';
import { BoardMemoryCheck, type BoardMemoryCheckPorts } from '../cabinet/board-memory-check.ts';
import { tryJournal, JournalError, type Journal } from '../journal/journal.ts';
import type { Welcome } from '../link/link-state.ts';
import { answerWithoutJournal } from './ask-the-board.ts';
import { type Adding, CreditOrders, type Order, type Question } from './credit-orders.ts';
import { MemoryAgreement, type Agreement } from './memory-agreement.ts';
import { OpenTransfers, waitedFor, type WaitedFor } from './open-transfers.ts';
import { Outcomes } from './outcomes.ts';
import { isRecordOf } from './transfer-messages.ts';

export interface TransfersPorts {
  machine: Machine;
  /** The cabinet as far as it may be credited: only the board in service, and not while an operator has the machine. */
  inService: { readonly status: CabinetStatus };
  /** The machine's own board, whose word on an id counts, and what is found out about it. */
  boards: {
    readonly inUse: BoardMemory | null;
    readonly witness: BoardMemory | null;
  } & BoardMemoryCheckPorts['boards'];
  journal: Journal;
  send: (message: KioskMessage) => boolean;
  clock: Clock;
  logger: Logger;
}

interface TransfersEvents {
  /** {@link Transfers.adding}, {@link Transfers.open} or {@link Transfers.agreement} changed. */
  changed: [];
  /** A transfer reached its end, now: durable, and on its way to the bridge. */
  settled: [requested: Money | null, outcome: TransferOutcome];
}

/**
 * The transfers of this machine: what the bridge orders and asks, one piece of work after the other in the order in
 * which it came.
 */
export class Transfers extends EventEmitter<TransfersEvents> {
  /** The end of the last piece of work. */
  #done: Promise<void> = Promise.resolve();
  #stopped = false;
  readonly #check: BoardMemoryCheck;
  readonly #outcomes: Outcomes;
  readonly #memories: MemoryAgreement;
  readonly #open: OpenTransfers;
  readonly #orders: CreditOrders;
  readonly #ports: TransfersPorts;

  constructor(ports: TransfersPorts) {
    super();
    this.#ports = ports;
    const witness = (): BoardMemory | null => ports.boards.witness;
    this.#outcomes = new Outcomes({
      ...ports,
      witness,
      // It waits for its turn: the result of what is under way is told before it.
      saidAll: () => this.#work(async () => this.#memories.tell()),
    });
    this.#check = new BoardMemoryCheck({
      ...ports,
      correct: (refused, credited) => this.#outcomes.correct(refused, credited),
      due: () => this.#work(() => this.#open.settleAll()),
    });
    this.#memories = new MemoryAgreement({ ...ports, due: () => this.#compare() });
    this.#open = new OpenTransfers({
      ...ports,
      witness,
      outcomes: this.#outcomes,
      due: () => this.#work(() => this.#open.settleAll()),
    });
    this.#orders = new CreditOrders({
      ...ports,
      witness,
      memories: this.#memories,
      open: this.#open,
      outcomes: this.#outcomes,
      onChange: () => this.emit('changed'),
    });
    this.#outcomes.on('settled', (requested, outcome) => this.emit('settled', requested, outcome));
  }

  /** A credit that is being carried out. */
  get adding(): Adding | null {
    return this.#orders.adding;
  }

  /** A credit whose end is not known. */
  get open(): WaitedFor | null {
    const { journal, machine, boards } = this.#ports;
    return waitedFor(
      tryJournal(journal, () => journal.open(), []),
      machine.status,
      boards.isOlder,
    );
  }

  /** Whether the bridge's ledger, the journal and the board that is plugged in agree. */
  get agreement(): Agreement {
    return this.#memories.state;
  }

  /** A new link: what the ledger may lack is told first, then how far the memories go. */
  linked(welcome: Pick<Welcome, 'designation' | 'tellAfter'>): void {
    this.#memories.linked(welcome);
    this.#outcomes.linked();
    this.#compare();
  }

  /** The bridge compared what it was told with its ledger. */
  compared(verdict: { board: BoardMemory; agreed: boolean }): void {
    this.#memories.judged(verdict);
    this.emit('changed');
  }

  /** A person has accepted the board that is plugged in. */
  boardAccepted(): void {
    this.#memories.boardAccepted();
  }

  /** An attendant settles that open transfer by hand; the machine goes on without waiting for its board. */
  settleByHand(transferId: TransferId, by: string): void {
    const { journal, logger } = this.#ports;
    logger.warn({ event: 'transfer.settledByHand', transferId, by });
    tryJournal(journal, () => journal.settleByHand(transferId), undefined);
    this.emit('changed');
  }

  order(order: Order): void {
    const deadline = this.#ports.clock.now() + order.lifetimeMs;
    this.#work(() => this.#orders.carryOut(order, deadline), order);
  }

  query(question: Question): void {
    const { journal } = this.#ports;
    const known = tryJournal(journal, () => journal.find(question.transferId), null);
    if (known !== null && isRecordOf(known, question)) this.#outcomes.answer(known);
    // It waits for its turn, because the order itself may be waiting.
    else this.#work(() => this.#orders.answer(question), question);
  }

  acknowledged(transferId: TransferId): void {
    this.#outcomes.acknowledged(transferId);
  }

  /** Begins nothing more. Resolves when what is under way has come to an end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#check.stop();
    this.#memories.stop();
    this.#open.stop();
    this.#outcomes.stop();
    await this.#done;
  }

  #compare(): void {
    this.#work(async () => {
      await this.#memories.compare();
      this.#open.askAgain(); // the journal may have learned of an order that the board had not ended
      this.#outcomes.tell(); // the journal may have learned something; then the bridge is told how far it goes
    });
  }

  /** Any error of the work but that of a failed journal is a defect, and ends the process as an unhandled rejection. */
  #work(work: () => Promise<void>, about?: Question | Order): void {
    this.#done = this.#done.then(() => this.#begin(work, about));
  }

  /** @param about what the bridge asked or ordered; it must be answered even where the journal fails. */
  async #begin(work: () => Promise<void>, about?: Question | Order): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#check.make();
      await work();
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      if (about === undefined) return;
      const { machine, send } = this.#ports;
      send(await answerWithoutJournal(machine, about));
    }
  }
}
