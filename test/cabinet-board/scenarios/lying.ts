/** Boards that lie, babble or fall silent: each a state that the kiosk shows, and recovery by itself when it ends. */
import { equal, rejects } from 'node:assert/strict';
import type { Misbehaviour } from '../../../simulators/cabinet-board/control.ts';
import type { CabinetFault } from '../../../protocol/cabinet.ts';
import { amount } from '../../machine/scenario.ts';
import { boardScenario, type BoardScenario } from '../board-scenario.ts';

const faults: readonly [Misbehaviour, CabinetFault][] = [
  ['BAD_CHECKSUM', 'BAD_FRAMES'],
  ['LONG_REPORTS', 'BAD_FRAMES'],
  ['WRONG_SEQUENCE', 'BAD_FRAMES'],
  ['BABBLING', 'BAD_FRAMES'],
  ['SILENT', 'SILENT'],
  ['DEAF', 'SILENT'],
];

const notABoard: readonly [Misbehaviour, CabinetFault][] = [
  ['OLD_PROTOCOL', 'PROTOCOL_VERSION'],
  ['NO_BOARD_OF_OURS', 'WRONG_BOARD'],
];

export const lyingScenarios: readonly BoardScenario[] = [
  ...faults.map(([as, fault]) =>
    boardScenario(
      `a board that turns ${as} shows as ${fault}, and is ready again when that ends`,
      async (bench) => {
        bench.cabinet.act({ action: 'misbehave', as });
        await bench.untilFault(fault);
        await rejects(bench.creditMeter.query(bench.nextId(), null), { name: 'MachineError' });
        bench.cabinet.act({ action: 'misbehave', as: null });
        await bench.untilReady();
      },
    ),
  ),

  ...notABoard.map(([as, fault]) =>
    boardScenario(`a board that is ${as} when it is plugged in shows as ${fault}`, async (bench) => {
      bench.cabinet.act({ action: 'cable', plugged: false });
      await bench.untilFault('ABSENT');
      bench.cabinet.act({ action: 'misbehave', as });
      bench.cabinet.act({ action: 'cable', plugged: true });
      await bench.untilFault(fault);
      bench.cabinet.act({ action: 'misbehave', as: null });
      await bench.untilReady();
    }),
  ),

  boardScenario('a board whose reports are too short is not believed, or not heard at all', async (bench) => {
    bench.cabinet.act({ action: 'misbehave', as: 'SHORT_REPORTS' });
    // A kernel may keep such reports to itself; then the board is silent.
    const faults: CabinetFault[] = ['BAD_FRAMES', 'SILENT'];
    await bench.untilStatus(
      'the fault',
      (status) => status.connection === 'fault' && faults.includes(status.fault),
    );
    bench.cabinet.act({ action: 'misbehave', as: null });
    await bench.untilReady();
  }),

  ...(
    [
      ['OTHER_TRANSFER', 'an answer about another transfer is not believed'],
      ['SILENT', 'silence never advances a transfer'],
    ] as const
  ).map(([as, promise]) =>
    boardScenario(promise, async (bench) => {
      bench.cabinet.act({ action: 'misbehave', as });
      const transferId = bench.nextId();
      await rejects(bench.creditMeter.transfer({ transferId, amount, lifetimeMs: 5_000 }), {
        code: 'NO_ANSWER',
      });
      bench.cabinet.act({ action: 'misbehave', as: null });
      await bench.untilReady();
      equal((await bench.creditMeter.query(transferId, null)).outcome, 'credited');
      equal(bench.cabinet.state.meters.credits, amount.minor);
    }),
  ),
];
