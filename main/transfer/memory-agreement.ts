import type { Logger } from 'pino';
import type { Clock } from '../../hardware/clock.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import { boardOf, isSameBoard, type BoardMemory } from '../../protocol/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import { designationOf, type Designation, type TransferId } from '../../protocol/transfer.ts';
import { tryJournal, type Journal } from '../journal/journal.ts';
import type { Welcome } from '../link/link-state.ts';
import { MemoryComparison, type Compared } from './memory-comparison.ts';
import { openUntil } from './transfer-messages.ts';

/** Whether ledger, journal and board are known to agree: before that no order is taken and no code shown. */
export type Agreement = 'pending' | 'agreed' | 'closed';

export interface MemoryAgreementPorts {
  machine: Machine;
  /** The machine's own board, and the one whose word on an id counts. */
  boards: {
    readonly inUse: BoardMemory | null;
    readonly witness: BoardMemory | null;
  };
  journal: Journal;
  send: (message: KioskMessage) => boolean;
  clock: Clock;
  logger: Logger;
  /** Called when it is time to {@link MemoryAgreement.compare}, in its turn. */
  due: () => void;
}

/** How soon a board that did not answer is asked again how far its memory goes. */
const COMPARE_AGAIN_MS = 1_000;

/** Finds out, on each link and for each board, whether ledger, journal and board agree on what was transferred. */
export class MemoryAgreement {
  #stopped = false;
  #cancelCompare: () => void = () => undefined;
  /** The designation of the last welcome. */
  #designation: Designation | null = null;
  /** The `tellAfter` of the last welcome: an order that is not above it was sent before this link. */
  #tellAfter: TransferId | null = null;
  /** The board for which the bridge was told, on this link, how far the memories go. */
  #told: BoardMemory | null = null;
  /** What the bridge answered. */
  #verdict: { board: BoardMemory; agreed: boolean } | null = null;
  readonly #comparison: MemoryComparison;
  readonly #ports: MemoryAgreementPorts;

  constructor(ports: MemoryAgreementPorts) {
    this.#ports = ports;
    const { machine, boards } = ports;
    this.#comparison = new MemoryComparison({
      ...ports,
      inUse: () => (isSameBoard(boards.inUse, boards.witness) ? boards.inUse : null),
    });
    machine.on('status', ({ connection }) => {
      if (connection !== 'ready') this.#told = null;
      else if (this.#comparison.done === null) this.#compareNow();
    });
  }

  get state(): Agreement {
    const verdict = this.#verdict;
    if (verdict === null || !isSameBoard(verdict.board, boardOf(this.#ports.machine.status)))
      return 'pending';
    return verdict.agreed ? 'agreed' : 'closed';
  }

  /** The comparison of journal and board; null: not compared yet. */
  get compared(): Compared | null {
    return this.#comparison.done;
  }

  /**
   * Whether an id is not above what the board knew when it was compared, or what the ledger had sent before this link.
   * The board may then have it already, although the journal does not. Such an order is neither begun nor refused, but
   * asked about.
   */
  isOld(transferId: TransferId): boolean {
    if (designationOf(transferId) !== this.#designation) return false;
    return [this.compared?.boardLast, this.#tellAfter].some((last) => transferId <= (last ?? ''));
  }

  /** A new link: nothing was told or compared on it yet. {@link compare} is due when the ledger was told what it lacks. */
  linked({ designation, tellAfter }: Pick<Welcome, 'designation' | 'tellAfter'>): void {
    const { journal } = this.#ports;
    this.#designation = designation;
    this.#tellAfter = tellAfter;
    this.#told = null;
    this.#verdict = null;
    tryJournal(journal, () => journal.tellAgain(designation, tellAfter), undefined);
    this.#comparison.again(); // the board has begun more since
  }

  /** A person has accepted the board that is plugged in. */
  boardAccepted(): void {
    this.#comparison.again();
    this.#told = null;
    this.#compareNow();
  }

  /** The bridge compared what it was told with its ledger. */
  judged(verdict: { board: BoardMemory; agreed: boolean }): void {
    this.#verdict = verdict;
    if (!verdict.agreed)
      this.#ports.logger.error({ event: 'memory.closed' }, 'ledger, journal and board differ');
  }

  /** Compares journal and board; tried again where the board did not answer. @throws {JournalError} */
  async compare(): Promise<void> {
    if (this.#designation === null) return;
    await this.#comparison.compare(this.#designation);
    if (this.compared === null) this.#compareAgain();
  }

  /**
   * Tells the bridge, once for each link and board, what is open and how far the memories go. It comes after all
   * results that the ledger may lack.
   */
  tell(): void {
    const { journal, send, boards } = this.#ports;
    const { compared } = this;
    if (compared === null || compared.designation !== this.#designation) return;
    if (isSameBoard(this.#told, compared.board)) return;
    const { board, designation, boardLast } = compared;
    const far = tryJournal(
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
    // Those settled by hand are told too: a ledger that has lost one would order it again.
    const told = open.every((record) => send(openUntil(record, boards.witness)));
    if (told && send({ type: 'memory', board, journalLast, boardLast, incompleteBelow })) this.#told = board;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelCompare();
  }

  #compareNow(): void {
    if (this.#designation !== null) this.#ports.due();
  }

  /** The board did not answer, and may not tell anything that leads to a new try by itself. */
  #compareAgain(): void {
    const { boards, clock, due } = this.#ports;
    this.#cancelCompare();
    if (this.#stopped || boards.inUse === null) return;
    this.#cancelCompare = clock.after(COMPARE_AGAIN_MS, due);
  }
}
