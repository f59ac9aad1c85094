/** One machine on simulated time: the real core, the real driver, the real firmware model, a ledger, and the faults. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { CabinetBoard } from '../../hardware/drivers/cabinet-board/cabinet-board.ts';
import { boardTiming } from '../../hardware/drivers/cabinet-board/timing.ts';
import { OpenError, type OpenTransport, type Transport } from '../../hardware/transports/report-transport.ts';
import { delayed } from '../../simulators/cabinet-board/behaviours.ts';
import { VirtualCabinet } from '../../simulators/cabinet-board/virtual-cabinet.ts';
import { usMachine } from '../../simulators/cabinet-board/configuration.ts';
import { chipInProcess } from '../../simulators/cabinet-board/memory.ts';
import { tryJournal, type Journal } from '../../main/journal/journal.ts';
import { beginNewJournal } from '../../main/journal/begin-new-journal.ts';
import { openJournal } from '../../main/journal/open-journal.ts';
import { AuditFile } from '../../main/operator/audit-file.ts';
import type { Kiosk } from '../../main/kiosk-ports.ts';
import { createKiosk } from '../../main/kiosk.ts';
import { NO_BRAND } from '../../main/settings/brand-folder.ts';
import { parseSettings } from '../../main/settings/parse-settings.ts';
import type { Screen } from '../../preload/contract.ts';
import type { NoteEvent } from '../../protocol/cabinet.ts';
import type { TransferId, TransferOutcome } from '../../protocol/transfer.ts';
import { copyJournal, tearLog } from '../support/damage/journal-damage.ts';
import { failingJournal, type WriteFailure } from './failing-journal.ts';
import { Ledger } from './ledger.ts';
import type { Random } from '../support/seeded-random.ts';
import { SimulatedLink } from './simulated-link.ts';
import { MortalClock } from './mortal-clock.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';

const settings = parseSettings({
  link: { url: 'ws://127.0.0.1/egm-link', asset: 'EGM-0042', secretFile: 'none' },
  cabinet: { kind: 'virtual', port: 1 },
});

/**
 * The journal is in memory where the system has such a place: a killed process loses nothing that it wrote, synced or
 * not.
 */
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface LivingKiosk {
  kiosk: Kiosk;
  journal: Journal;
  clock: MortalClock;
  transport: Transport | null;
  /** The last screen that was pushed to the glass. */
  given: Screen | null;
}

export class SimulatedFloor {
  readonly time = new SimulatedClock();
  readonly link: SimulatedLink;
  readonly ledger: Ledger;
  /** The machine's own board, and one that a technician may put in its place. */
  readonly boards: [VirtualCabinet, VirtualCabinet];
  /** Which of them is plugged in. */
  present: 0 | 1 = 0;
  /** Times that the journal lost its newest rows. */
  journalsSetBack = 0;
  /** Notes that only lost rows of the journal knew of: by memory id and event id, as the ledger has them. */
  readonly notesAtRisk = new Map<string, NoteEvent>();
  #living: LivingKiosk | null = null;
  #writesUntilFailure = -1;
  readonly #directory = mkdtempSync(join(scratch, 'topper-chaos-'));
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
    const board = (serial: string): VirtualCabinet => {
      const cabinet = new VirtualCabinet({
        configuration: usMachine(serial),
        chip: chipInProcess(),
        clock: this.time,
        newMemoryId: () =>
          random
            .integer(2 ** 32)
            .toString(16)
            .padStart(8, '0'),
      });
      cabinet.behave(delayed(1 + random.integer(20), this.time));
      return cabinet;
    };
    this.boards = [board('BOARD-A'), board('BOARD-B')];
    this.ledger = new Ledger({
      clock: this.time,
      truth: (transferId) => this.truth(transferId),
      loses: () => random.chance(0.1),
      reasonMayBeLost: () => this.journalsSetBack > 0,
    });
    this.link = new SimulatedLink(this.ledger, this.time);
  }

  get board(): VirtualCabinet {
    return this.boards[this.present === 0 ? 0 : 1];
  }

  get running(): boolean {
    return this.#living !== null;
  }

  startKiosk(): void {
    if (this.#living !== null) return;
    const clock = new MortalClock(this.time);
    const logger = pino({ level: process.env['KIOSK_LOG'] ?? 'silent' }, pino.destination({ sync: true }));
    const journal = failingJournal(this.#openJournal(clock), () => this.#nextWriteFailure());
    const living: LivingKiosk = {
      clock,
      journal,
      transport: null,
      given: null,
      kiosk: createKiosk({
        settings,
        rejectedFile: null,
        brand: NO_BRAND,
        dial: this.link.dial,
        machine: new CabinetBoard({
          open: async (receiver) => {
            living.transport = await this.#open(receiver);
            return living.transport;
          },
          timing: boardTiming,
          log: logger,
          clock,
          randomSequence: () => this.#random.integer(0x10000),
        }),
        journal,
        audit: new AuditFile(join(this.#directory, 'operator-log.jsonl')),
        beginNewJournal: () => undefined,
        clock,
        random: this.#random.next,
        logger,
        product: { version: 'chaos', runtime: 'simulated' },
      }),
    };
    this.#living = living;
    living.kiosk.onSnapshot(({ screen }) => {
      living.given = screen;
    });
    living.kiosk.start();
    if (!existsSync(this.#keptJournal)) this.keepJournal();
  }

  /** The journal as it is now comes back by {@link killKiosk} with `older`. */
  keepJournal(living: LivingKiosk | null = this.#living): void {
    if (living !== null) copyJournal(this.#journalFile, this.#keptJournal);
  }

  /**
   * Like SIGKILL: no more time, no more bytes; the operating system closes what was open.
   * @param lost what becomes of the journal: a copy from before takes its place, or its write-ahead log is cut short.
   */
  async killKiosk(lost: 'nothing' | 'older' | 'newest rows' = 'nothing'): Promise<void> {
    const living = this.#living;
    if (living === null) return;
    this.#living = null;
    living.clock.kill();
    this.link.kioskDied();
    await living.transport?.close();
    if (lost !== 'nothing') this.#noteWhatOnlyTheJournalKnows();
    if (lost === 'newest rows') this.keepJournal(living);
    living.journal.close();
    if (lost === 'nothing') return;
    this.journalsSetBack += 1;
    copyJournal(this.#keptJournal, this.#journalFile);
    if (lost === 'newest rows') tearLog(this.#journalFile, this.#random.next());
  }

  /** Ids that a board has credited and the journal, as a new start would find it, has not so. */
  creditsOutsideTheJournal(): TransferId[] {
    const credited = this.boards
      .flatMap((board) => board.state.transfers)
      .filter(({ outcome }) => outcome === 'credited');
    return this.#lookAtJournal((journal) =>
      credited
        .map(({ transferId }) => transferId)
        .filter((id) => journal.find(id)?.outcome?.outcome !== 'credited'),
    );
  }

  #noteWhatOnlyTheJournalKnows(): void {
    const unreported = this.#lookAtJournal((journal) =>
      tryJournal(journal, () => journal.unreportedNotes(), []),
    );
    for (const { memoryId, note } of unreported) this.notesAtRisk.set(`${memoryId} ${note.eventId}`, note);
  }

  #lookAtJournal<T>(look: (journal: Journal) => T): T {
    const copy = join(this.#directory, 'looked-at.sqlite');
    copyJournal(this.#journalFile, copy);
    const journal = openJournal(copy, this.time);
    try {
      return look(journal);
    } finally {
      journal.close();
    }
  }

  /** Where a journal is gone with all that it had, a technician begins a new one. */
  #openJournal(clock: MortalClock): Journal {
    const journal = openJournal(this.#journalFile, clock);
    if (journal.problem?.code !== 'MISSING') return journal;
    beginNewJournal(this.#journalFile, clock);
    return openJournal(this.#journalFile, clock);
  }

  get #journalFile(): string {
    return join(this.#directory, 'journal.sqlite');
  }

  get #keptJournal(): string {
    return join(this.#directory, 'kept.sqlite');
  }

  /** The disk fails at one of the next writes, and stays so until the kiosk is started again. */
  failJournalSoon(): void {
    this.#writesUntilFailure = this.#random.integer(6);
  }

  /** The disk is replaced. */
  mendJournal(): void {
    this.#writesUntilFailure = -1;
  }

  #nextWriteFailure(): WriteFailure {
    this.#writesUntilFailure -= 1;
    if (this.#writesUntilFailure !== -1) return null;
    return this.#random.pick('before', 'after');
  }

  /** A technician looks at the board that is plugged in, and answers for it. */
  acceptBoard(): void {
    this.#living?.kiosk.acceptBoard('tech-7');
  }

  plugIn(board: 0 | 1): void {
    if (board === this.present) return;
    this.board.act({ action: 'cable', plugged: false });
    this.present = board;
    this.board.act({ action: 'cable', plugged: true });
  }

  truth(transferId: TransferId): TransferOutcome | 'pending' | null {
    const known = this.boards
      .flatMap((board) => board.state.transfers)
      .filter((transfer) => transfer.transferId === transferId);
    const credited = known.filter((transfer) => transfer.outcome === 'credited');
    if (credited.length > 1) throw new Error(`${transferId} was credited by two boards [exactly-once]`);
    if (credited[0] !== undefined) return { outcome: 'credited', amount: credited[0].requested };
    if (known.some((transfer) => transfer.outcome === 'pending')) return 'pending';
    const reason = known[0]?.reason;
    return known[0] === undefined ? null : { outcome: 'refused', reason: reason ?? 'CANCELLED' };
  }

  /** What was last given to the glass, and what it must show now; null while there is no kiosk. */
  get screens(): { given: Screen; due: Screen } | null {
    if (this.#living === null) return null;
    const due = this.#living.kiosk.snapshot().screen;
    return { given: this.#living.given ?? due, due };
  }

  async end(): Promise<void> {
    await this.killKiosk();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #open(receiver: Parameters<OpenTransport>[0]): Promise<Transport> {
    const board = this.board;
    if (!board.attached) throw new OpenError('ABSENT', 'no board');
    return board.open(receiver);
  }
}
