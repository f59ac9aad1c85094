/** Plug, unplug, replug, power. */
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { amount, scenario, type Scenario } from './scenario.ts';

export const pluggingScenarios: readonly Scenario[] = [
  scenario('a board that is plugged in is ready, with its identity, money and meters', async (bench) => {
    const { identity, meters } = bench.cabinet.state;
    deepEqual(bench.driver.status, {
      connection: 'ready',
      identity,
      currency: 'USD',
      denomination: 1,
      maxTransfer: 300_000,
      conditions: [],
      acceptor: 'DISABLED',
      acceptedNotes: [100, 500, 1_000, 2_000, 5_000, 10_000],
      meters,
    });
  }),

  scenario(
    'a board that is unplugged is absent, nothing can be ordered, and it is found again',
    async (bench) => {
      for (let round = 0; round < 3; round += 1) {
        bench.cabinet.act({ action: 'cable', plugged: false });
        await bench.untilFault('ABSENT');
        await rejects(
          bench.driver.creditMeter.transfer({ transferId: bench.nextId(), amount, lifetimeMs: 1_000 }),
          {
            code: 'NOT_READY',
          },
        );
        bench.cabinet.act({ action: 'cable', plugged: true });
        await bench.untilReady();
      }
    },
  ),

  scenario('a board without power is absent, and after a power cut it is the same board', async (bench) => {
    const before = bench.driver.status;
    bench.cabinet.act({ action: 'power', on: false });
    await bench.untilFault('ABSENT');
    bench.cabinet.act({ action: 'power', on: true });
    await bench.untilReady();
    deepEqual(bench.driver.status, before);
  }),

  scenario('what happens at the machine shows: door, tilt, play, cash-out', async (bench) => {
    const shows = async (condition: string): Promise<void> =>
      bench.untilStatus(
        condition,
        (status) => status.connection === 'ready' && status.conditions.join() === condition,
      );
    bench.cabinet.act({ action: 'door', open: true });
    await shows('DOOR_OPEN');
    bench.cabinet.act({ action: 'tilt', active: true });
    await shows('DOOR_OPEN,TILT');
    bench.cabinet.act({ action: 'door', open: false });
    bench.cabinet.act({ action: 'tilt', active: false });
    await shows('');

    await bench.driver.creditMeter.transfer({ transferId: bench.nextId(), amount, lifetimeMs: 5_000 });
    bench.cabinet.act({ action: 'play', minor: 500 });
    bench.cabinet.act({ action: 'cashOut' });
    await shows('CASHING_OUT');
    await shows('');
    const { status } = bench.driver;
    deepEqual(status.connection === 'ready' && status.meters, {
      credits: 0,
      cashlessIn: 2_000,
      notesIn: 0,
      totalOut: 1_500,
    });
  }),

  scenario('the attendant’s key is noticed once for each turn', async (bench) => {
    let turns = 0;
    bench.driver.attendantKey.on('turned', () => {
      turns += 1;
    });
    for (let turn = 1; turn <= 2; turn += 1) {
      bench.cabinet.act({ action: 'attendantKey', turned: true });
      bench.cabinet.act({ action: 'attendantKey', turned: false });
      // An answer comes after every notice before it.
      await bench.driver.diagnostics.selfTest();
      equal(turns, turn);
    }
  }),

  scenario('the self test tells which part has failed', async (bench) => {
    deepEqual(await bench.driver.diagnostics.selfTest(), []);
    bench.cabinet.act({ action: 'acceptor', state: 'JAMMED' });
    deepEqual(await bench.driver.diagnostics.selfTest(), ['ACCEPTOR']);
  }),
];
