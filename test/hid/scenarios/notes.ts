/** Notes: counted when stacked, once for each event id [stacked-notes]. */
import { deepEqual, equal } from 'node:assert/strict';
import type { NoteStep } from '../../../simulators/cabinet-board/control.ts';
import type { Bench } from '../bench.ts';
import { scenario, type Scenario } from './scenario.ts';

const inserted = { action: 'note.insert', minor: 2_000 } as const;

async function takingNotes(bench: Bench): Promise<void> {
  bench.driver.noteAcceptor.accept(true);
  await bench.untilCabinet('the acceptor', ({ state }) => state.acceptor === 'IDLE');
}

async function untilNote(bench: Bench, kind: string): Promise<number> {
  await bench.untilNotes(kind, (notes) => notes.some((note) => note.kind === kind));
  return bench.notes.find((note) => note.kind === kind)?.eventId ?? 0;
}

/** Stacked notes as one that listens to event ids would count them. */
function stacked(bench: Bench): number {
  return new Set(bench.notes.filter(({ kind }) => kind === 'STACKED').map(({ eventId }) => eventId)).size;
}

/** After a cut at that step: is the note in the cash box, and does the board still tell of it? */
const afterCutAt: readonly [NoteStep, { counted: boolean; told: boolean }][] = [
  ['escrowed', { counted: false, told: false }],
  ['transported', { counted: true, told: true }],
  ['stacked', { counted: true, told: true }],
  ['told', { counted: true, told: true }],
  ['acknowledged', { counted: true, told: true }],
];

export const noteScenarios: readonly Scenario[] = [
  scenario(
    'a stacked note is told under one event id until it is acknowledged, and then no more',
    async (bench) => {
      await takingNotes(bench);
      bench.cabinet.act(inserted);
      const eventId = await untilNote(bench, 'STACKED');
      await bench.untilNotes('a second telling', (notes) => notes.length > 1);
      await bench.driver.noteAcceptor.acknowledge(eventId);
      const told = bench.notes.length;
      bench.cabinet.act({ action: 'note.insert', minor: 500 });
      await bench.untilNotes('the next note', (notes) => notes.some(({ minor }) => minor === 500));
      equal(bench.notes.length, told + 1);
      equal(bench.cabinet.state.meters.notesIn, 2_500);
      deepEqual(
        (await bench.driver.noteAcceptor.counts()).filter(({ count }) => count > 0),
        [
          { minor: 500, count: 1 },
          { minor: 2_000, count: 1 },
        ],
      );
    },
  ),

  scenario('an acknowledgement that comes twice does no harm', async (bench) => {
    await takingNotes(bench);
    bench.cabinet.act(inserted);
    const eventId = await untilNote(bench, 'STACKED');
    await bench.driver.noteAcceptor.acknowledge(eventId);
    await bench.driver.noteAcceptor.acknowledge(eventId);
    equal(bench.cabinet.state.meters.notesIn, 2_000);
  }),

  scenario('no note is taken while the kiosk takes none', async (bench) => {
    bench.cabinet.act(inserted);
    deepEqual(bench.cabinet.state.notes[0], { kind: 'NOT_TAKEN', minor: 2_000 });
    await takingNotes(bench);
    bench.driver.noteAcceptor.accept(false);
    await bench.untilCabinet('the acceptor', ({ state }) => state.acceptor === 'DISABLED');
    bench.cabinet.act(inserted);
    equal(bench.cabinet.state.meters.notesIn, 0);
  }),

  scenario('a note of no value to the machine comes back, and does not count', async (bench) => {
    await takingNotes(bench);
    bench.cabinet.act({ ...inserted, genuine: false });
    await untilNote(bench, 'REJECTED');
    equal(bench.cabinet.state.meters.notesIn, 0);
  }),

  scenario('a note in escrow goes back when the machine ceases to be playable', async (bench) => {
    await takingNotes(bench);
    let decided = false;
    bench.cabinet.behave({
      fromKiosk(report, next) {
        // The door opens at the last moment: the decision is on its way, and the driver has not heard of the door.
        if (!decided && report[1] === 0x06) {
          decided = true;
          bench.cabinet.act({ action: 'acceptor', state: 'JAMMED' });
        }
        next(report);
      },
    });
    bench.cabinet.act(inserted);
    await untilNote(bench, 'JAMMED');
    equal(bench.cabinet.state.meters.notesIn, 0);
  }),

  scenario('a note in escrow goes back when nobody decides', async (bench) => {
    await takingNotes(bench);
    const deafToDecisions = bench.cabinet.behave({
      fromKiosk: (report, next) => {
        if (report[1] !== 0x06) next(report);
      },
    });
    bench.cabinet.act(inserted);
    await bench.untilCabinet('its return', ({ state }) => state.notes[0]?.kind === 'RETURNED');
    deafToDecisions();
    await bench.untilReady();
    await untilNote(bench, 'RETURNED');
    equal(bench.cabinet.state.meters.notesIn, 0);
  }),

  scenario('a note in escrow goes back when the cable is pulled', async (bench) => {
    await takingNotes(bench);
    bench.cabinet.behave({
      fromKiosk: (report, next) => {
        if (report[1] === 0x06) bench.cabinet.act({ action: 'cable', plugged: false });
        else next(report);
      },
    });
    bench.cabinet.act(inserted);
    await bench.untilFault('ABSENT');
    bench.cabinet.act({ action: 'cable', plugged: true });
    await untilNote(bench, 'RETURNED');
    equal(bench.cabinet.state.meters.notesIn, 0);
  }),

  scenario('the acceptor test gives every note back, whether or not notes are taken', async (bench) => {
    bench.driver.noteAcceptor.test(true);
    await bench.untilCabinet('the acceptor', ({ state }) => state.acceptor === 'IDLE');
    bench.cabinet.act(inserted);
    await untilNote(bench, 'RETURNED');
    equal(bench.cabinet.state.meters.notesIn, 0);
    bench.driver.noteAcceptor.test(false);
    await bench.untilCabinet('the acceptor', ({ state }) => state.acceptor === 'DISABLED');
  }),

  scenario('the acceptor’s troubles show', async (bench) => {
    for (const state of ['JAMMED', 'CASHBOX_OUT', 'CASHBOX_FULL'] as const) {
      bench.cabinet.act({ action: 'acceptor', state });
      await bench.untilStatus(state, (status) => status.connection === 'ready' && status.acceptor === state);
    }
    bench.cabinet.act({ action: 'acceptor', state: 'OK' });
    await takingNotes(bench);
  }),

  ...afterCutAt.map(([step, { counted, told }]) =>
    scenario(
      `a power cut at the step "${step}" of a note counts it ${counted ? 'once' : 'not'}`,
      async (bench) => {
        await takingNotes(bench);
        bench.driver.noteAcceptor.on('note', ({ eventId }) => {
          bench.driver.noteAcceptor.acknowledge(eventId).catch(() => undefined);
        });
        bench.cabinet.act({ action: 'powerCutAt', step });
        bench.cabinet.act(inserted);
        await bench.untilFault('ABSENT');
        bench.cabinet.act({ action: 'power', on: true });
        await bench.untilReady();
        if (told) await untilNote(bench, 'STACKED');
        await takingNotes(bench);
        equal(bench.cabinet.state.meters.notesIn, counted ? 2_000 : 0);
        equal(stacked(bench), counted ? 1 : 0);
      },
    ),
  ),
];
