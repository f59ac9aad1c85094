/** Notes: counted when stacked, once for each event id [stacked-notes]. */
import { deepEqual, equal } from 'node:assert/strict';
import type { NoteStep } from '../../../simulators/hands.ts';
import type { MachineBench } from '../machine-bench.ts';
import { scenario, type Scenario } from '../scenario.ts';

const inserted = { action: 'note.insert', minor: 2_000 } as const;

/** Stacked notes as one that listens to event ids would count them. */
function stacked(bench: MachineBench): number {
  return new Set(bench.notes.filter(({ kind }) => kind === 'STACKED').map(({ eventId }) => eventId)).size;
}

/** After a cut at that step: is the note in the cash box, and does the machine still tell of it? */
const afterCutAt: readonly [NoteStep, { counted: boolean; told: boolean }][] = [
  ['escrowed', { counted: false, told: false }],
  ['transported', { counted: true, told: true }],
  ['stacked', { counted: true, told: true }],
  ['told', { counted: true, told: true }],
  ['acknowledged', { counted: true, told: true }],
];

export const noteAcceptorScenarios: readonly Scenario[] = [
  scenario(
    'a stacked note is told under one event id until it is acknowledged, and then no more',
    async (bench) => {
      await bench.takeNotes();
      bench.simulator.act(inserted);
      const eventId = await bench.untilNote('STACKED');
      await bench.untilNotes('a second telling', (notes) => notes.length > 1);
      await bench.noteAcceptor.acknowledge(eventId);
      const told = bench.notes.length;
      bench.simulator.act({ action: 'note.insert', minor: 500 });
      await bench.untilNotes('the next note', (notes) => notes.some(({ minor }) => minor === 500));
      equal(bench.notes.length, told + 1);
      equal(bench.simulator.state.meters.notesIn, 2_500);
      deepEqual(
        (await bench.noteAcceptor.counts()).filter(({ count }) => count > 0),
        [
          { minor: 500, count: 1 },
          { minor: 2_000, count: 1 },
        ],
      );
    },
  ),

  scenario(
    'the machine tells how far its event ids have come, also once they are acknowledged',
    async (bench) => {
      equal(bench.noteAcceptor.lastEventId, 0);
      await bench.takeNotes();
      bench.simulator.act(inserted);
      const eventId = await bench.untilNote('STACKED');
      await bench.noteAcceptor.acknowledge(eventId);
      equal(bench.noteAcceptor.lastEventId, eventId);
    },
  ),

  scenario('an acknowledgement that comes twice does no harm', async (bench) => {
    await bench.takeNotes();
    bench.simulator.act(inserted);
    const eventId = await bench.untilNote('STACKED');
    await bench.noteAcceptor.acknowledge(eventId);
    await bench.noteAcceptor.acknowledge(eventId);
    equal(bench.simulator.state.meters.notesIn, 2_000);
  }),

  scenario('no note is taken while the kiosk takes none', async (bench) => {
    bench.simulator.act(inserted);
    deepEqual(bench.simulator.state.notes[0], { kind: 'NOT_TAKEN', minor: 2_000 });
    await bench.takeNotes();
    bench.noteAcceptor.accept(false);
    await bench.untilSimulator('the acceptor', (state) => state.acceptor === 'DISABLED');
    bench.simulator.act(inserted);
    equal(bench.simulator.state.meters.notesIn, 0);
  }),

  scenario('a note of no value to the machine comes back, and does not count', async (bench) => {
    await bench.takeNotes();
    bench.simulator.act({ ...inserted, genuine: false });
    await bench.untilNote('REJECTED');
    equal(bench.simulator.state.meters.notesIn, 0);
  }),

  scenario('the acceptor test gives every note back, whether or not notes are taken', async (bench) => {
    bench.noteAcceptor.test(true);
    await bench.untilSimulator('the acceptor', (state) => state.acceptor === 'IDLE');
    bench.simulator.act(inserted);
    await bench.untilNote('RETURNED');
    equal(bench.simulator.state.meters.notesIn, 0);
    bench.noteAcceptor.test(false);
    await bench.untilSimulator('the acceptor', (state) => state.acceptor === 'DISABLED');
  }),

  scenario('the acceptor’s troubles show', async (bench) => {
    for (const state of ['JAMMED', 'CASHBOX_OUT', 'CASHBOX_FULL'] as const) {
      bench.simulator.act({ action: 'acceptor', state });
      await bench.untilStatus(state, (status) => status.connection === 'ready' && status.acceptor === state);
    }
    bench.simulator.act({ action: 'acceptor', state: 'OK' });
    await bench.takeNotes();
  }),

  ...afterCutAt.map(([step, { counted, told }]) =>
    scenario(
      `a power cut at the step "${step}" of a note counts it ${counted ? 'once' : 'not'}`,
      async (bench) => {
        await bench.takeNotes();
        bench.noteAcceptor.on('note', ({ eventId }) => {
          bench.noteAcceptor.acknowledge(eventId).catch(() => undefined);
        });
        bench.simulator.act({ action: 'powerCutAt', step });
        bench.simulator.act(inserted);
        await bench.untilFault('ABSENT');
        bench.simulator.act({ action: 'power', on: true });
        await bench.untilReady();
        if (told) await bench.untilNote('STACKED');
        await bench.takeNotes();
        equal(bench.simulator.state.meters.notesIn, counted ? 2_000 : 0);
        equal(stacked(bench), counted ? 1 : 0);
      },
    ),
  ),
];
