/**
 * Whether ledger, journal and board of one machine agree, as far as its kiosk has told on this link. Only while they
 * agree do orders go to its board and codes to its glass [exactly-once].
 */
import { boardOf, isSameBoard, type CabinetStatus } from '../../protocol/cabinet.ts';
import { EgmLinkClose } from '../../protocol/egm-link.ts';
import { compareMemories } from '../money/hear-memory.ts';
import type { Log } from '../platform/log.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { MemoryReport } from '../money/judge-memory.ts';
import type { KioskLink } from './kiosk-link.ts';
import { extendedBy, isBeyond, type OrderReport } from './memory-report.ts';
import { Unrecorded } from './unrecorded.ts';

interface Ports {
  readonly link: KioskLink;
  readonly designation: string;
  readonly database: Database;
  readonly log: Log;
  readonly sendNextOrder: () => Promise<void>;
}

export class MemoryAgreement {
  readonly unrecorded = new Unrecorded();
  readonly #ports: Ports;
  /** How far the kiosk's memories go, as it last told. */
  #report: MemoryReport | null = null;
  #agreed = false;
  /** The run of the database server in which the kiosk was told after which id to tell its results. */
  #run = '';

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  toldToTellIn(run: string): void {
    this.#run = run;
  }

  get isAgreed(): boolean {
    return this.#agreed;
  }

  /** Whether they agree about the board that is plugged in now. */
  isAgreedFor(cabinet: CabinetStatus): boolean {
    const present = boardOf(cabinet);
    return this.#agreed && (present === null || isSameBoard(present, this.#report?.board ?? null));
  }

  /**
   * There may be room now for what was left out, and the kiosk tells that on its next link. @returns true when this
   * link ends because of that.
   */
  mustTellAgain(): boolean {
    const { isLeftOut } = this.unrecorded;
    if (isLeftOut) this.#ports.link.close(EgmLinkClose.DRAINING, 'TELL_AGAIN');
    return isLeftOut;
  }

  async reported(report: MemoryReport): Promise<void> {
    this.#report = report;
    await this.compare();
  }

  /** Whether it has an id that is above all that the kiosk has told of. */
  isFurther(said: OrderReport): boolean {
    return this.#report !== null && isBeyond(this.#report, said, this.#ports.designation);
  }

  /** Journal and board go further than they did when the kiosk told how far. */
  goesFurther(said: OrderReport): void {
    this.#report &&= extendedBy(this.#report, said, this.#ports.designation);
  }

  /** No id that the kiosk has seen is given out, and no order is sent while there is a new question [exactly-once]. */
  async compareAnew(said: OrderReport): Promise<void> {
    this.#agreed = false; // until it is compared, in this turn
    this.goesFurther(said);
    await this.compare();
  }

  /** Compares what the kiosk told of its memories with the ledger. When they agree, orders may go to its board. */
  async compare(): Promise<void> {
    const { link, database, log, sendNextOrder } = this.#ports;
    const report = this.#report;
    if (report === null || link.isOver) return;
    if (this.unrecorded.isPending) {
      this.#agreed = false; // until the last of them is recorded, which compares again
      return;
    }
    const comparison = compareMemories(database, link, report, this.#run, this.unrecorded.isEmpty);
    const { agreed, questions, outdated } = await link.endIfFails(comparison);
    if (outdated) {
      link.close(EgmLinkClose.DRAINING, 'LEDGER_SET_BACK');
      return;
    }
    if (!agreed) log.error({ memory: report, questions }, 'ledger, journal and board do not agree');
    this.#agreed = agreed;
    link.send({ type: 'memory.compared', board: report.board, agreed });
    await sendNextOrder();
  }
}
