/**
 * The kiosk core: everything the kiosk decides, and nothing of Electron. This file is its composition root; the shell
 * (main/shell/) gives it its ports, shows its snapshots and reports what became of them on the glass.
 */
import { isDeepStrictEqual } from 'node:util';
import type { CabinetStatus } from '../protocol/cabinet.ts';
import type { BridgeMessage, KioskMessage } from '../protocol/egm-link.ts';
import { watchForSuspend } from './clock/suspend-watch.ts';
import { BoardInService } from './cabinet/board-in-service.ts';
import { CodeKeeper } from './code/code-keeper.ts';
import { Glass } from './glass/glass.ts';
import { KioskView } from './glass/kiosk-view.ts';
import { noticeOfDecline, noticeOfNote, noticeOfTransfer } from './glass/notices.ts';
import { Presentation } from './glass/presentation.ts';
import type { TransferId } from '../protocol/transfer.ts';
import { whileSound } from './journal/while-sound.ts';
import type { Kiosk, KioskPorts } from './kiosk-ports.ts';
import { EgmLink } from './link/egm-link.ts';
import type { Welcome } from './link/link-state.ts';
import { NoteDesk } from './note/note-desk.ts';
import { OperatorDesk } from './operator/operator-desk.ts';
import { withheld } from './operator/withheld.ts';
import { TransferDesk } from './transfer/transfer-desk.ts';

const NOTE_FOR_MS = 4_000;

/**
 * A request for a code that has no answer by then is made again. The bridge answers within 8.5 s, whatever Trustly does
 * (docs/egm-link.md); the next code is asked for 10 s before the present one ends.
 */
export const CODE_ANSWER_WITHIN_MS = 9_500;

export function createKiosk(ports: KioskPorts): Kiosk {
  const { settings, rejectedFile, dial, cabinet, journal, clock, random, logger, product } = ports;
  let running = false;
  let told: CabinetStatus | null = null; // the cabinet as the bridge knows it
  let machineEnabled = true; // until the CMS says otherwise
  let cancelTimer: () => void = () => undefined;
  let stopWatching: () => void = () => undefined;

  // ---- what the kiosk is made of -------------------------------------------------------------------------------

  const inService = new BoardInService({ cabinet, journal, logger });
  /** As the bridge may see it, and orders may count on it. */
  const served = {
    get status(): CabinetStatus {
      const withhold = operator.hasTheMachine || journal.problem !== null;
      return withhold ? withheld(inService.status) : inService.status;
    },
  };
  const link = new EgmLink({
    dial,
    asset: settings.link.asset,
    hello: () => {
      told = served.status;
      return {
        type: 'hello',
        kiosk: { ...product, simulatedCabinet: settings.cabinet.kind === 'virtual' },
        cabinet: told,
      };
    },
    clock,
    random,
    logger,
  });
  const send = (message: KioskMessage): boolean => link.send(message);
  const policy = { ...settings.code, answerWithinMs: CODE_ANSWER_WITHIN_MS };
  const code = new CodeKeeper({ policy, send, clock, random, logger, onChange: refresh });
  const transfers = new TransferDesk({
    cabinet,
    inService: served,
    boards: {
      get inUse() {
        return inService.inUse;
      },
      get witness() {
        return inService.witness;
      },
      foundOlder(board) {
        inService.foundOlder(board);
        cabinetChanged();
      },
    },
    journal,
    send,
    clock,
    logger,
  });
  const notes = new NoteDesk({ cabinet, journal, send, clock, logger });
  const operator = new OperatorDesk({
    settings: settings.operator,
    audit: ports.audit,
    cabinet,
    inService,
    journal,
    clock,
    logger,
    deeds: { acceptBoard, handOver, beginNewJournal: ports.beginNewJournal },
    surroundings: () => ({
      settings,
      rejectedFile,
      product,
      link: link.state,
      trouble: view.trouble(clock.now()),
    }),
    onChange: cabinetChanged,
  });
  const presentation = new Presentation(settings.glass, clock.now());
  const view = new KioskView({
    settings,
    journal,
    cabinet,
    inService,
    link,
    code,
    transfers,
    presentation,
    operator,
    machineEnabled: () => machineEnabled,
  });
  const glass = new Glass(view.content(clock.now()));

  // ---- what makes it change ------------------------------------------------------------------------------------

  cabinet.on('status', cabinetChanged);
  link.on('state', (state) => {
    if (state.link === 'up') linked(state.welcome);
    refresh();
  });
  link.on('message', receive);
  transfers.on('changed', refresh);
  transfers.on('settled', (requested, outcome) => {
    const credited = outcome.outcome === 'credited';
    const { addedForMs, declinedForMs } = settings.glass;
    tell(noticeOfTransfer(requested, outcome), credited ? addedForMs : declinedForMs);
    if (credited) code.handle({ type: 'credited' });
  });
  notes.on('note', (note) => {
    if (!operator.isOnTheGlass) tell(noticeOfNote(note), NOTE_FOR_MS); // the menu tells it better
  });
  journal.onProblem(journalFailed);
  if (journal.problem !== null) journalFailed();

  function cabinetChanged(): void {
    tellCabinet();
    refresh();
  }

  function tellCabinet(): void {
    const { status } = served;
    if (!isDeepStrictEqual(status, told) && send({ type: 'cabinet', status })) told = status;
  }

  function linked(welcome: Welcome): void {
    logger.info({ event: 'link.up' });
    machineEnabled = welcome.enabled;
    tellCabinet(); // it may have changed since the hello, and comes before the code that relies on it (G1)
    code.handle({ type: 'linked' });
    transfers.linked(welcome);
    notes.linked();
  }

  function receive(message: Exclude<BridgeMessage, { type: 'welcome' }>): void {
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
        tell(noticeOfDecline(message), settings.glass.declinedForMs);
        return;
      case 'machine':
        machineEnabled = message.enabled;
        refresh();
    }
  }

  function journalFailed(): void {
    logger.fatal(
      { event: 'journal', code: journal.problem?.code, err: journal.problem },
      'no credits any more',
    );
    cabinetChanged();
  }

  /** No code, no link and no deadline from before a sleep can be trusted. */
  function resumed(): void {
    logger.warn({ event: 'resumed' }, 'the machine was suspended');
    code.handle({ type: 'resumed' });
    link.renew();
  }

  function acceptBoard(by: string): boolean {
    const accepted = inService.accept(by);
    if (accepted) transfers.boardAccepted();
    cabinetChanged();
    return accepted;
  }

  function handOver(transferId: TransferId, by: string): void {
    logger.warn({ event: 'transfer.handedOver', transferId, by });
    whileSound(journal, () => journal.handOver(transferId), undefined);
    refresh();
  }

  function tell(screen: ReturnType<typeof noticeOfNote>, forMs: number): void {
    if (screen !== null) presentation.tell(screen, clock.now() + forMs);
    refresh();
  }

  // ---- what it comes to ----------------------------------------------------------------------------------------

  function refresh(redraw = false): void {
    if (!running) return;
    // One look at the clock: a notice that ended between two of them would be shown with nothing to end it.
    const now = clock.now();
    const wanted = view.wantsCode(now);
    if (wanted !== code.state.wanted) {
      code.handle({ type: 'wanted', wanted }); // which comes back here
      return;
    }
    presentation.codeIs(code.state.shown?.requestId ?? null);
    cabinet.acceptNotes(view.takesNotes());
    const shown = view.content(now);
    const pushed = glass.show(shown, redraw);
    if (pushed && shown.screen.kind === 'code') presentation.codeShownFrom(glass.sequence);
    cancelTimer();
    const at = presentation.changesAt(now);
    if (at !== null) cancelTimer = clock.after(at - now, refresh);
  }

  return {
    start() {
      running = true;
      cabinet.start();
      link.start();
      stopWatching = watchForSuspend(clock, resumed);
      refresh();
    },
    async stop() {
      running = false;
      stopWatching();
      cancelTimer();
      code.stop();
      notes.stop();
      operator.stop();
      link.stop();
      const transfersEnded = transfers.stop();
      await cabinet.stop(); // an answer that was waited for is asked for after the next start
      await transfersEnded;
      journal.close();
    },
    snapshot: () => ({ sequence: glass.sequence, ...view.content(clock.now()) }),
    onSnapshot: (listener) => glass.onSnapshot(listener),
    painted(report) {
      if (report.problem === undefined || !presentation.unscannable(report.sequence)) return;
      logger.error({ event: 'glass.unscannable' }, 'the code is too long to be read from this display');
      refresh();
    },
    glassRead(sequence, reading) {
      const redraw = presentation.read(sequence, reading);
      if (reading !== 'match') logger.error({ event: 'glass.misread', sequence, reading, redraw });
      refresh(redraw);
    },
    acceptBoard,
    handOver,
    operator: (action) => operator.act(action),
    touched() {
      presentation.touched(clock.now());
      refresh();
    },
    resumed,
  };
}
