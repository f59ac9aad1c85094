import type { Logger } from 'pino';
import type { Clock } from '../../hardware/clock.ts';
import { MachineError } from '../../hardware/machine/machine-error.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, isSameBoard, type BoardMemory, type CabinetStatus } from '../../protocol/cabinet.ts';
import type { BridgeMessage, KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import {
  designationOf,
  type RefusalReason,
  type TransferId,
  type TransferOutcome,
} from '../../protocol/transfer.ts';
import type { Journal, TransferRecord } from '../journal/journal.ts';
import { endAtTheBoard } from './ask-the-board.ts';
import type { MemoryAgreement } from './memory-agreement.ts';
import type { OpenTransfers } from './open-transfers.ts';
import type { Outcomes } from './outcomes.ts';
import { duplicateOf, isRecordOf, notBegun, openUntil } from './transfer-messages.ts';

export type Order = Extract<BridgeMessage, { type: 'transfer.order' }>;
export type Question = Extract<BridgeMessage, { type: 'transfer.query' }>;

/** A credit that is being carried out. */
export interface Adding {
  amount: Money;
  /** Monotonic milliseconds. */
  since: number;
}

interface Asked {
  transferId: TransferId;
  fundingId: string;
  /** Null: not known. */
  requested: Money | null;
  board: BoardMemory;
}

export interface CreditOrdersPorts {
  machine: Machine;
  /** The cabinet as far as it may be credited: only the board in service, and not while an operator has the machine. */
  inService: { readonly status: CabinetStatus };
  /** The board whose word counts; null: none. */
  witness: () => BoardMemory | null;
  journal: Journal;
  memories: MemoryAgreement;
  open: OpenTransfers;
  outcomes: Outcomes;
  send: (message: KioskMessage) => boolean;
  clock: Clock;
  logger: Logger;
  /** {@link CreditOrders.adding} changed. */
  onChange: () => void;
}

/**
 * Carries out credit orders: intent in the journal, to the board, outcome in the journal. One call at a time. If an
 * outcome is not known, the board is asked by id; the order is never sent again [exactly-once] [confirmed-only]
 * [durable-first].
 */
export class CreditOrders {
  #adding: Adding | null = null;
  /**
   * Ids that were asked about before the comparison: the board has them recorded, and the journal learns of them then.
   */
  readonly #notRecorded = new Set<TransferId>();
  readonly #ports: CreditOrdersPorts;

  constructor(ports: CreditOrdersPorts) {
    this.#ports = ports;
  }

  /** What the board is adding now. */
  get adding(): Adding | null {
    return this.#adding;
  }

  /** @param deadline monotonic milliseconds. @throws {JournalError} */
  async carryOut(order: Order, deadline: number): Promise<void> {
    const { journal, memories, open, outcomes, clock } = this.#ports;
    const known = journal.find(order.transferId);
    if (known !== null) {
      await this.#answerKnown(order, known);
      return;
    }
    if (this.#notRecorded.has(order.transferId) || memories.isOld(order.transferId)) {
      await this.#makeImpossible(order);
      return;
    }
    await open.settleAll(); // before anything new [exactly-once]
    const lifetimeMs = Math.floor(deadline - clock.now());
    const refusal = this.#reasonToRefuse(order, lifetimeMs);
    if (refusal === null && (await this.#credit(order, lifetimeMs))) return;
    if (this.#isPaidElsewhere({ ...order, requested: order.amount })) return;
    if (refusal !== null) outcomes.refuse(order, refusal);
  }

  /** @throws {JournalError} */
  async answer(question: Question): Promise<void> {
    const known = this.#ports.journal.find(question.transferId);
    if (known !== null) await this.#answerKnown(question, known);
    else await this.#makeImpossible(question);
  }

  /**
   * Ends an id that is not in the journal and may be in the board, when the bridge asks about it or orders it once
   * more. From now on the board refuses an order of this id that comes late.
   */
  async #makeImpossible(about: Question | Order): Promise<void> {
    const { journal, memories, open, outcomes } = this.#ports;
    const { transferId, fundingId, board } = about;
    const asked = { transferId, fundingId, requested: amountOf(about), board };
    if (this.#isPaidElsewhere(asked)) return;
    // The journal may have lost it, so its absence there proves nothing. Only the board can know.
    await this.#endAtTheBoard(asked, (outcome) => {
      // Told, not recorded: from a journal with this id the comparison would conclude that it lacks none before it.
      if (!isSameBoard(board, memories.compared?.board ?? null)) {
        this.#notRecorded.add(transferId);
        return false;
      }
      if (!journal.begin({ transferId, fundingId, amount: asked.requested, board })) return false;
      if (outcome === null) open.askAgain();
      else outcomes.settle(transferId, asked.requested, outcome);
      return true;
    });
  }

  /** @param record writes down and tells what the board says. Where it returns false, the bridge is only told. */
  async #endAtTheBoard(asked: Asked, record: (outcome: TransferOutcome | null) => boolean): Promise<void> {
    const { machine, outcomes, send, witness } = this.#ports;
    if (!isSameBoard(asked.board, witness())) {
      send(openUntil(asked, witness()));
      return;
    }
    try {
      const outcome = await endAtTheBoard(machine, asked);
      if (!record(outcome)) outcomes.answer({ ...asked, outcome });
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      const why = error.code === 'FORGOTTEN' ? 'FORGOTTEN' : undefined;
      send(openUntil(asked, witness(), why));
    }
  }

  /**
   * Answers where the journal has the id, of this order or of another one. An order whose funding may be on a meter is
   * not refused.
   */
  async #answerKnown(about: Question | Order, known: TransferRecord): Promise<void> {
    const { outcomes, send, logger, witness } = this.#ports;
    if (isRecordOf(known, about)) {
      outcomes.answer(known);
      return;
    }
    const { transferId, fundingId, board } = about;
    const asked = { transferId, fundingId, requested: amountOf(about), board };
    if (this.#isPaidElsewhere(asked)) return;
    logger.error({ event: 'transfer.duplicate', about, known }, 'an order with the id of another one');
    if (about.type === 'transfer.order') send(duplicateOf(asked));
    // This journal cannot tell what another board has under this id.
    else if (!isSameBoard(known.board, board)) await this.#endAtTheBoard(asked, () => false);
    else send(known.outcome === null ? openUntil(asked, witness()) : duplicateOf(asked));
  }

  /** @returns false where it is not begun, because its funding is, or may be, credited by another order. */
  async #credit(order: Order, lifetimeMs: number): Promise<boolean> {
    const { journal, open, outcomes } = this.#ports;
    const { transferId, fundingId, amount, board } = order;
    if (!journal.begin({ transferId, fundingId, amount, board })) return false;
    try {
      const outcome = await this.#answerOfTheBoard(order, lifetimeMs);
      this.#adding = null; // cleared together with the outcome: the glass goes from one to the other
      if (outcome === null) open.askAgain();
      else outcomes.settle(transferId, amount, outcome);
    } finally {
      this.#show(null);
    }
    return true;
  }

  /** @returns null where the answer was lost, and only the board knows. */
  async #answerOfTheBoard(
    { transferId, amount }: Order,
    lifetimeMs: number,
  ): Promise<TransferOutcome | null> {
    const { machine, journal } = this.#ports;
    let begun = false;
    const onBegun = (): void => {
      begun = true;
    };
    try {
      const outcome = machine.creditMeter.transfer({ transferId, amount, lifetimeMs, onBegun });
      this.#show({ amount, since: this.#ports.clock.now() }); // while the board works
      return await outcome;
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      // Written down only now: a credit does not wait for a write that is not needed where the answer comes.
      if (begun) journal.noteBegun(transferId);
      if (error.code !== 'NOT_READY') return null;
      return { outcome: 'refused', reason: 'CABINET_UNAVAILABLE' }; // nothing was sent, so nothing can follow
    }
  }

  #reasonToRefuse({ transferId, amount, board }: Order, lifetimeMs: number): RefusalReason | null {
    const { journal, inService, memories } = this.#ports;
    const { status } = inService;
    if (status.connection !== 'ready') return 'CABINET_UNAVAILABLE';
    // It was for a board that is not plugged in. An order comes once; with this record its id is used up.
    if (!isSameBoard(board, boardOf(status))) return 'CABINET_UNAVAILABLE';
    if (memories.compared === null) return 'CABINET_UNAVAILABLE';
    if (status.conditions.includes('OUT_OF_ORDER')) return 'NOT_PLAYABLE';
    if (amount.minor === 0 || designationOf(transferId) !== memories.compared.designation) return 'MALFORMED';
    if (amount.currency !== status.currency) return 'CURRENCY_MISMATCH';
    if (lifetimeMs <= 0) return 'EXPIRED';
    return journal.open().some((open) => !open.acknowledged) ? 'BUSY' : null;
  }

  /**
   * Whether the funding is, or may be, on a meter by another order, which the bridge has lost: this one is not begun
   * [exactly-once]. It is not refused either, because the bridge would take the funding for one that failed. An open
   * order whose funding is not known may be of the same funding.
   */
  #isPaidElsewhere(order: Asked): boolean {
    const { journal, logger, outcomes, send, witness } = this.#ports;
    const other = journal.mayHaveCredited(order.fundingId);
    if (other === null) return false;
    logger.error({ event: 'transfer.paid', order, other }, 'the funding of an order has another transfer');
    send(notBegun(order, witness(), other));
    outcomes.answer(other);
    return true;
  }

  #show(adding: Adding | null): void {
    this.#adding = adding;
    this.#ports.onChange();
  }
}

/** The amount of an order; null for a question, which does not tell it. */
function amountOf(about: Question | Order): Money | null {
  return about.type === 'transfer.order' ? about.amount : null;
}
