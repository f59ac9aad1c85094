/** Whether the machine is there, and what shows of it: plug, unplug, power, door, play. */
import { deepEqual, rejects } from 'node:assert/strict';
import { amount, scenario, type Scenario } from '../scenario.ts';

export const presenceScenarios: readonly Scenario[] = [
  scenario('a machine that is plugged in is ready, with its identity, money and meters', async (bench) => {
    const { identity, meters } = bench.simulator.state;
    deepEqual(bench.machine.status, {
      connection: 'ready',
      identity,
      currency: 'USD',
      denomination: 1,
      maxTransfer: bench.maxTransfer,
      conditions: [],
      acceptor: 'DISABLED',
      acceptedNotes: bench.machine.noteAcceptor === null ? [] : [100, 500, 1_000, 2_000, 5_000, 10_000],
      meters,
    });
  }),

  scenario(
    'a machine that is unplugged is absent, nothing can be ordered, and it is found again',
    async (bench) => {
      for (let round = 0; round < 3; round += 1) {
        bench.simulator.act({ action: 'cable', plugged: false });
        await bench.untilFault('ABSENT');
        await rejects(bench.creditMeter.transfer({ transferId: bench.nextId(), amount, lifetimeMs: 1_000 }), {
          code: 'NOT_READY',
        });
        bench.simulator.act({ action: 'cable', plugged: true });
        await bench.untilReady();
      }
    },
  ),

  scenario(
    'a machine without power is absent, and after a power cut it is the same machine',
    async (bench) => {
      const before = bench.machine.status;
      bench.simulator.act({ action: 'power', on: false });
      await bench.untilFault('ABSENT');
      bench.simulator.act({ action: 'power', on: true });
      await bench.untilReady();
      deepEqual(bench.machine.status, before);
    },
  ),

  scenario('what happens at the machine shows: door, tilt, play, cash-out', async (bench) => {
    const shows = async (condition: string): Promise<void> =>
      bench.untilStatus(
        condition,
        (status) => status.connection === 'ready' && status.conditions.join() === condition,
      );
    bench.simulator.act({ action: 'door', open: true });
    await shows('DOOR_OPEN');
    bench.simulator.act({ action: 'tilt', active: true });
    await shows('DOOR_OPEN,TILT');
    bench.simulator.act({ action: 'door', open: false });
    bench.simulator.act({ action: 'tilt', active: false });
    await shows('');

    await bench.creditMeter.transfer({ transferId: bench.nextId(), amount, lifetimeMs: 5_000 });
    bench.simulator.act({ action: 'play', minor: 500 });
    bench.simulator.act({ action: 'cashOut' });
    await shows('CASHING_OUT');
    await shows('');
    const { status } = bench.machine;
    deepEqual(status.connection === 'ready' && status.meters, {
      credits: 0,
      cashlessIn: 2_000,
      notesIn: 0,
      totalOut: 1_500,
    });
  }),
];
