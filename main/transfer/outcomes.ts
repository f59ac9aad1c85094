import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import type { Clock } from '../../hardware/clock.ts';
import type { BoardMemory } from '../../protocol/cabinet.ts';
import type { BridgeMessage, KioskMessage } from '../../protocol/egm-link.ts';
import type { Money } from '../../protocol/money.ts';
import type { RefusalReason, TransferId, TransferOutcome } from '../../protocol/transfer.ts';
import { tryJournal, type Journal, type TransferRecord } from '../journal/journal.ts';
import { Outbox } from '../link/outbox.ts';
import { openUntil, resultOf, resultsOf, type ToldTransfer } from './transfer-messages.ts';

export interface OutcomesPorts {
  /** The board whose word counts; null: none. */
  witness: () => BoardMemory | null;
  journal: Journal;
  send: (message: KioskMessage) => boolean;
  /** Called when the bridge has been sent all that it has not acknowledged. May be called more than once. */
  saidAll: () => void;
  clock: Clock;
  logger: Logger;
}

interface OutcomesEvents {
  /**
   * A transfer reached its end, now: durable, and sent to the bridge. What follows, the money did not wait for. That a
   * board never began it is told when the ledger agrees: a board that was set back would deny a credit, and the ledger may
   * know better [where-the-money-is].
   */
  settled: [requested: Money | null, outcome: TransferOutcome];
}

/** What became of transfers: into the journal first, then to the bridge until it is acknowledged [durable-first]. */
export class Outcomes extends EventEmitter<OutcomesEvents> {
  /** What no board began, and the bridge has not acknowledged. */
  readonly #neverBegun = new Map<TransferId, Money | null>();
  /** Corrected while their refusal was not acknowledged: the next acknowledgement on this link may be of that. */
  readonly #refusalsUnderWay = new Set<TransferId>();
  readonly #outbox: Outbox;
  readonly #ports: OutcomesPorts;

  constructor(ports: OutcomesPorts) {
    super();
    this.#ports = ports;
    const { journal, send, saidAll, clock } = ports;
    this.#outbox = new Outbox({
      pending: (skip, limit) =>
        tryJournal(journal, () => journal.unreported({ skip, limit }).flatMap(resultsOf), []),
      send,
      saidAll,
      clock,
    });
  }

  /** @throws {JournalError} */
  settle(transferId: TransferId, requested: Money | null, outcome: TransferOutcome): void {
    const { journal, logger } = this.#ports;
    const record = journal.settle(transferId, outcome);
    this.#outbox.add(resultOf({ ...record, outcome }));
    logger.info({ event: 'transfer.settled', transferId, requested, ...outcome });
    if (!isNeverBegun(outcome)) this.emit('settled', requested, outcome);
    else this.#neverBegun.set(transferId, requested);
  }

  /**
   * The board has credited what it was said to have refused. The glass says nothing: whoever paid may be gone. @throws
   * {JournalError}
   */
  correct({ transferId, requested, outcome, acknowledged }: TransferRecord, credited: Money): void {
    const { journal, logger } = this.#ports;
    journal.correct(transferId, credited);
    if (!acknowledged) this.#refusalsUnderWay.add(transferId);
    const known = { transferId, requested, credited, before: outcome };
    logger.error({ event: 'transfer.corrected', ...known }, 'the board has credited what it had refused');
    this.#outbox.flush();
  }

  /** Refuses an order that never went to a board. @throws {JournalError} */
  refuse(order: Extract<BridgeMessage, { type: 'transfer.order' }>, reason: RefusalReason): void {
    const { journal, logger } = this.#ports;
    const { transferId, fundingId, amount } = order;
    const outcome = { outcome: 'refused', reason } as const;
    journal.refuse({ transferId, fundingId, amount, reason });
    this.#outbox.add(resultOf({ transferId, fundingId, requested: amount, board: null, outcome }));
    logger.info({ event: 'transfer.refused', transferId, requested: amount, reason });
    this.emit('settled', amount, outcome);
  }

  /** Tells the bridge about a transfer that it asked about. */
  answer(record: ToldTransfer): void {
    const { send, witness } = this.#ports;
    const [answer] = resultsOf(record);
    send(answer ?? openUntil(record, witness()));
  }

  acknowledged(transferId: TransferId): void {
    const { journal } = this.#ports;
    if (this.#refusalsUnderWay.delete(transferId)) {
      this.#outbox.flush(); // tells the credit once more
      return;
    }
    tryJournal(journal, () => journal.acknowledge(transferId), undefined);
    const requested = this.#neverBegun.get(transferId);
    if (requested !== undefined && this.#neverBegun.delete(transferId))
      this.emit('settled', requested, NEVER_BEGUN);
    this.#outbox.acknowledged();
  }

  /** A new link: nothing has been told on it yet. */
  linked(): void {
    this.#refusalsUnderWay.clear();
    this.#outbox.linked();
  }

  /** Tells the bridge now what it has not acknowledged. */
  tell(): void {
    this.#outbox.flush();
  }

  stop(): void {
    this.#outbox.stop();
  }
}

const NEVER_BEGUN = { outcome: 'refused', reason: 'CANCELLED' } as const;

function isNeverBegun(outcome: TransferOutcome): boolean {
  return outcome.outcome === NEVER_BEGUN.outcome && outcome.reason === NEVER_BEGUN.reason;
}
