/**
 * What the kiosk does on each event. Each event is handled completely; then the bridge and the glass are brought up to
 * date, once. No handler draws, and nothing draws while another event is being handled.
 */
import type { Logger } from 'pino';
import type { Machine } from '../hardware/machine/machine.ts';
import type { GlassSnapshot, PaintReport, Screen } from '../preload/contract.ts';
import type { OperatorAction } from '../preload/operator.ts';
import type { NoteEvent } from '../protocol/cabinet.ts';
import type { BridgeMessage } from '../protocol/egm-link.ts';
import type { Money } from '../protocol/money.ts';
import type { TransferId, TransferOutcome } from '../protocol/transfer.ts';
import type { BoardInService } from './cabinet/board-in-service.ts';
import type { OfferedCabinet } from './cabinet/offered-cabinet.ts';
import type { MachineClock } from '../hardware/clock.ts';
import { watchForSuspend } from './suspend-watch.ts';
import type { CodeKeeper } from './code/code-keeper.ts';
import type { GlassReading } from './code/code-reading.ts';
import type { KioskView } from './glass/kiosk-view.ts';
import { noticeOfDecline, noticeOfNote, noticeOfTransfer } from './glass/notices.ts';
import type { Presentation } from './glass/presentation.ts';
import { Snapshots } from './glass/snapshots.ts';
import type { Journal } from './journal/journal.ts';
import type { Kiosk } from './kiosk-ports.ts';
import type { EgmLink } from './link/egm-link.ts';
import type { LinkState, Welcome } from './link/link-state.ts';
import type { Notes } from './note/notes.ts';
import type { Operator } from './operator/operator.ts';
import type { Readiness } from './readiness/readiness.ts';
import type { Settings } from './settings/settings.ts';
import type { Transfers } from './transfer/transfers.ts';

const NOTE_FOR_MS = 4_000;

/**
 * So long the bridge and the glass wait while the board adds a credit. Most boards have answered by then: to draw first
 * would only make the answer wait, and show a picture that nobody can see.
 */
const CREDIT_FIRST_MS = 50;

export interface KioskParts {
  settings: Settings;
  machine: Machine;
  inService: BoardInService;
  offered: OfferedCabinet;
  journal: Journal;
  link: EgmLink;
  code: CodeKeeper;
  transfers: Transfers;
  notes: Notes;
  readiness: Readiness;
  operator: Operator;
  presentation: Presentation;
  view: KioskView;
  clock: MachineClock;
  logger: Logger;
}

export class KioskCoordinator implements Kiosk {
  #running = false;
  /** An event is being handled. */
  #handling = false;
  /** Something changed since the last look at it. */
  #changed = false;
  /** The glass must be drawn even where it looks the same. */
  #redraw = false;
  #cancelTimer: () => void = () => undefined;
  #stopWatching: () => void = () => undefined;
  readonly #snapshots: Snapshots;
  readonly #parts: KioskParts;

  constructor(parts: KioskParts) {
    this.#parts = parts;
    const { machine, inService, journal, link, code, transfers, notes, operator, view, clock } = parts;
    this.#snapshots = new Snapshots(view.content(clock.now()));
    const changed = (): void => this.#on(() => undefined);
    machine.on('status', changed);
    inService.on('changed', changed);
    inService.on('accepted', () => this.#on(() => transfers.boardAccepted()));
    link.on('state', (state) => this.#on(() => this.#linkChanged(state)));
    link.on('message', (message) => this.#on(() => this.#received(message)));
    code.on('changed', changed);
    transfers.on('changed', changed);
    transfers.on('settled', (requested, outcome) => this.#on(() => this.#settled(requested, outcome)));
    notes.on('note', (note) => this.#on(() => this.#noted(note)));
    operator.on('changed', changed);
    journal.onProblem(() => this.#on(() => this.#journalFailed()));
    if (journal.problem !== null) this.#journalFailed();
  }

  // ---- from its shell --------------------------------------------------------------------------------------------

  start(): void {
    const { machine, link, clock } = this.#parts;
    this.#running = true;
    this.#on(() => {
      machine.start();
      link.start();
      this.#stopWatching = watchForSuspend(clock, () => this.resumed());
    });
  }

  async stop(): Promise<void> {
    const { code, notes, operator, link, transfers, machine, journal } = this.#parts;
    this.#running = false;
    this.#stopWatching();
    this.#cancelTimer();
    code.stop();
    notes.stop();
    operator.stop();
    link.stop();
    const transfersEnded = transfers.stop();
    await machine.stop(); // an answer that was waited for is asked for after the next start
    await transfersEnded;
    journal.close();
  }

  snapshot(): GlassSnapshot {
    const { view, clock } = this.#parts;
    return { sequence: this.#snapshots.sequence, ...view.content(clock.now()) };
  }

  onSnapshot(listener: (snapshot: GlassSnapshot) => void): () => void {
    return this.#snapshots.onSnapshot(listener);
  }

  painted({ problem, sequence }: PaintReport): void {
    const { presentation, logger } = this.#parts;
    if (problem === undefined) return;
    this.#on(() => {
      if (!presentation.unscannable(sequence)) return;
      logger.error({ event: 'glass.unscannable' }, 'the code is too long to be read from this display');
    });
  }

  glassRead(sequence: number, reading: GlassReading): void {
    const { presentation, logger } = this.#parts;
    this.#on(() => {
      const redraw = presentation.read(sequence, reading);
      if (reading !== 'match') logger.error({ event: 'glass.misread', sequence, reading, redraw });
      if (redraw) this.#redraw = true;
    });
  }

  touched(): void {
    const { presentation, clock } = this.#parts;
    this.#on(() => presentation.touched(clock.now()));
  }

  operator(action: OperatorAction): void {
    this.#on(() => this.#parts.operator.act(action));
  }

  acceptBoard(by: string): boolean {
    return this.#parts.inService.accept(by);
  }

  settleByHand(transferId: TransferId, by: string): void {
    this.#parts.transfers.settleByHand(transferId, by);
  }

  /** No code, no link and no deadline from before a sleep can be trusted. */
  resumed(): void {
    const { code, link, logger } = this.#parts;
    logger.warn({ event: 'resumed' }, 'the machine was suspended');
    this.#on(() => {
      code.handle({ type: 'resumed' });
      link.renew();
    });
  }

  // ---- from its parts --------------------------------------------------------------------------------------------

  #linkChanged(state: LinkState): void {
    if (state.link === 'up') this.#linked(state.welcome);
  }

  #linked(welcome: Welcome): void {
    const { readiness, offered, code, transfers, notes, logger } = this.#parts;
    logger.info({ event: 'link.up' });
    readiness.machineEnabled = welcome.enabled;
    offered.tell(); // it may have changed since the hello, and comes before the code that relies on it [live-codes-only]
    code.handle({ type: 'linked' });
    transfers.linked(welcome);
    notes.linked(welcome);
  }

  #received(message: Exclude<BridgeMessage, { type: 'welcome' }>): void {
    const { settings, readiness, code, transfers, notes, logger } = this.#parts;
    switch (message.type) {
      case 'code.issued':
        code.handle({ ...message, type: 'issued' });
        return;
      case 'code.failed':
        logger.warn({ event: 'code.failed', reason: message.reason });
        code.handle({ ...message, type: 'failed' });
        return;
      case 'code.replace':
        code.handle({ type: 'playerChanged' });
        return;
      case 'transfer.order':
        transfers.order(message);
        return;
      case 'transfer.query':
        transfers.query(message);
        return;
      case 'memory.compared':
        transfers.compared(message);
        return;
      case 'transfer.acknowledged':
        transfers.acknowledged(message.transferId);
        return;
      case 'note.acknowledged':
        notes.acknowledged(message.memoryId, message.eventId);
        return;
      case 'funding.declined':
        this.#tell(noticeOfDecline(message), settings.glass.declinedForMs);
        return;
      case 'machine':
        readiness.machineEnabled = message.enabled;
    }
  }

  #settled(requested: Money | null, outcome: TransferOutcome): void {
    const { settings, code } = this.#parts;
    const credited = outcome.outcome === 'credited';
    const { addedForMs, declinedForMs } = settings.glass;
    this.#tell(noticeOfTransfer(requested, outcome), credited ? addedForMs : declinedForMs);
    if (credited) code.handle({ type: 'credited' });
  }

  #noted(note: NoteEvent): void {
    if (!this.#parts.operator.isOnTheGlass) this.#tell(noticeOfNote(note), NOTE_FOR_MS); // the menu shows it itself
  }

  #journalFailed(): void {
    const { journal, logger } = this.#parts;
    const { problem } = journal;
    logger.fatal({ event: 'journal', code: problem?.code, err: problem }, 'no credits any more');
  }

  #tell(screen: Screen | null, forMs: number): void {
    const { presentation, clock } = this.#parts;
    if (screen !== null) presentation.tell(screen, clock.now() + forMs);
  }

  // ---- what follows from an event --------------------------------------------------------------------------------

  /** Handles an event, and then what follows from it. An event that it causes is handled with it. */
  #on(handle: () => void): void {
    if (this.#handling) {
      this.#changed = true;
      handle();
      return;
    }
    this.#handling = true;
    try {
      handle();
      this.#follow();
    } finally {
      this.#handling = false;
    }
  }

  #follow(): void {
    do {
      this.#changed = false;
      if (!this.#running) return;
      // The clock is read once: a notice that ended between two readings would be shown without an end.
      const now = this.#parts.clock.now();
      if (this.#creditComesFirst(now)) return;
      this.#parts.offered.tell();
      this.#wantCode(now);
      if (!this.#changed) this.#draw(now);
    } while (this.#changed);
  }

  /** While the board adds a credit, nothing else is done for a moment. */
  #creditComesFirst(now: number): boolean {
    const { adding } = this.#parts.transfers;
    if (adding === null || now >= adding.since + CREDIT_FIRST_MS) return false;
    this.#followIn(adding.since + CREDIT_FIRST_MS - now);
    return true;
  }

  #wantCode(now: number): void {
    const { view, code } = this.#parts;
    const wanted = view.wantsCode(now);
    if (wanted !== code.state.wanted) code.handle({ type: 'wanted', wanted });
  }

  #draw(now: number): void {
    const { view, code, machine, presentation } = this.#parts;
    presentation.codeIs(code.state.shown?.requestId ?? null);
    machine.noteAcceptor?.accept(view.takesNotes());
    const content = view.content(now);
    const pushed = this.#snapshots.show(content, this.#redraw);
    this.#redraw = false;
    if (pushed && content.screen.kind === 'code') presentation.codeShownFrom(this.#snapshots.sequence);
    const at = presentation.changesAt(now);
    this.#followIn(at === null ? null : at - now);
  }

  /** Looks again by then; null: only when something happens. */
  #followIn(ms: number | null): void {
    this.#cancelTimer();
    if (ms !== null) this.#cancelTimer = this.#parts.clock.after(ms, () => this.#on(() => undefined));
  }
}
