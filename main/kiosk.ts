/**
 * The kiosk core: everything the kiosk decides, and nothing of Electron. This file is its composition root: read it as
 * the list of what a kiosk is made of. What happens on each event is in kiosk-coordinator.ts.
 */
import { isSimulated } from '../hardware/machine-kinds.ts';
import type { KioskMessage } from '../protocol/egm-link.ts';
import { BoardInService } from './cabinet/board-in-service.ts';
import { OfferedCabinet } from './cabinet/offered-cabinet.ts';
import { CodeKeeper } from './code/code-keeper.ts';
import { KioskView } from './glass/kiosk-view.ts';
import { Presentation } from './glass/presentation.ts';
import { KioskCoordinator } from './kiosk-coordinator.ts';
import type { Kiosk, KioskPorts } from './kiosk-ports.ts';
import { EgmLink } from './link/egm-link.ts';
import { Notes } from './note/notes.ts';
import { OlderNotes } from './note/older-notes.ts';
import { Operator } from './operator/operator.ts';
import { Readiness } from './readiness/readiness.ts';
import { Transfers } from './transfer/transfers.ts';

/**
 * A request for a code that has no answer by then is made again. The bridge answers within 8.5 s, whatever the rail does
 * (docs/egm-link.md); the next code is asked for 10 s before the present one ends.
 */
export const CODE_ANSWER_WITHIN_MS = 9_500;

export function createKiosk(ports: KioskPorts): Kiosk {
  const { settings, rejectedFile, brand, dial, machine, journal, clock, random, logger, product } = ports;
  const send = (message: KioskMessage): boolean => link.send(message);

  const inService = new BoardInService({ machine, journal, logger });
  const olderNotes = new OlderNotes({ machine, boards: inService, journal, logger });
  const offered = new OfferedCabinet({
    inService,
    servesNobody: () => operator.hasTheMachine || journal.problem !== null,
    send,
  });
  const link = new EgmLink({
    dial,
    asset: settings.link.asset,
    hello: () => ({
      type: 'hello',
      kiosk: { ...product, simulatedCabinet: isSimulated(settings.cabinet) },
      cabinet: offered.toldInHello(),
    }),
    clock,
    random,
    logger,
  });
  const code = new CodeKeeper({
    policy: { ...settings.code, answerWithinMs: CODE_ANSWER_WITHIN_MS },
    send,
    clock,
    random,
    logger,
  });
  const transfers = new Transfers({
    machine,
    inService: offered,
    boards: inService,
    journal,
    send,
    clock,
    logger,
  });
  const notes = new Notes({
    noteAcceptor: machine.noteAcceptor,
    older: olderNotes,
    journal,
    send,
    clock,
    logger,
  });
  const readiness = new Readiness({ inService, journal, link, code, transfers });
  const operator = new Operator({
    settings: settings.operator,
    audit: ports.audit,
    machine,
    inService,
    journal,
    clock,
    logger,
    commands: {
      acceptBoard: (by) => inService.accept(by),
      settleByHand: (transferId, by) => transfers.settleByHand(transferId, by),
      beginNewJournal: ports.beginNewJournal,
    },
    surroundings: () => ({
      settings,
      rejectedFile,
      brandProblem: brand.problem,
      product,
      link: link.state,
      trouble: readiness.trouble,
    }),
  });
  const presentation = new Presentation(settings.glass, clock.now());
  const view = new KioskView({
    settings,
    brand: brand.look,
    readiness,
    code,
    transfers,
    presentation,
    operator,
  });

  return new KioskCoordinator({
    settings,
    machine,
    inService,
    offered,
    journal,
    link,
    code,
    transfers,
    notes,
    readiness,
    operator,
    presentation,
    view,
    clock,
    logger,
  });
}
