/** A note in escrow whose decision meets something else on its way: it goes back, and does not count [stacked-notes]. */
import { equal } from 'node:assert/strict';
import { decodeMessage } from '../../../hardware/drivers/cabinet-board/codec.ts';
import { boardScenario, type BoardScenario } from '../board-scenario.ts';

const inserted = { action: 'note.insert', minor: 2_000 } as const;

const isDecision = (report: Uint8Array): boolean => decodeMessage(report).name === 'ESCROW';

export const escrowScenarios: readonly BoardScenario[] = [
  boardScenario('a note in escrow goes back when the machine ceases to be playable', async (bench) => {
    await bench.takeNotes();
    let decided = false;
    bench.cabinet.behave({
      fromKiosk(report, next) {
        // The jam comes at the last moment: the decision is on its way, and the driver has not heard of the jam.
        if (!decided && isDecision(report)) {
          decided = true;
          bench.cabinet.act({ action: 'acceptor', state: 'JAMMED' });
        }
        next(report);
      },
    });
    bench.cabinet.act(inserted);
    await bench.untilNote('JAMMED');
    equal(bench.cabinet.state.meters.notesIn, 0);
  }),

  boardScenario('a note in escrow goes back when nobody decides', async (bench) => {
    await bench.takeNotes();
    const deafToDecisions = bench.cabinet.behave({
      fromKiosk: (report, next) => {
        if (!isDecision(report)) next(report);
      },
    });
    bench.cabinet.act(inserted);
    await bench.untilSimulator('its return', ({ notes }) => notes[0]?.kind === 'RETURNED');
    deafToDecisions();
    await bench.untilReady();
    await bench.untilNote('RETURNED');
    equal(bench.cabinet.state.meters.notesIn, 0);
  }),

  boardScenario('a note in escrow goes back when the cable is pulled', async (bench) => {
    await bench.takeNotes();
    bench.cabinet.behave({
      fromKiosk: (report, next) => {
        if (isDecision(report)) bench.cabinet.act({ action: 'cable', plugged: false });
        else next(report);
      },
    });
    bench.cabinet.act(inserted);
    await bench.untilFault('ABSENT');
    bench.cabinet.act({ action: 'cable', plugged: true });
    await bench.untilNote('RETURNED');
    equal(bench.cabinet.state.meters.notesIn, 0);
  }),
];
