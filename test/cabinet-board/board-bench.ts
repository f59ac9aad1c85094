/** A virtual cabinet, a way to plug it in, and the driver of the cabinet board on it. */
import { CabinetBoard } from '../../hardware/drivers/cabinet-board/cabinet-board.ts';
import type { BoardTiming } from '../../hardware/drivers/cabinet-board/timing.ts';
import { systemClock } from '../../hardware/clock.ts';
import type { OpenTransport } from '../../hardware/transports/report-transport.ts';
import { type BoardConfiguration, usMachine } from '../../simulators/cabinet-board/configuration.ts';
import { VirtualCabinet } from '../../simulators/cabinet-board/virtual-cabinet.ts';
import { chipInProcess, HISTORY_LENGTH } from '../../simulators/cabinet-board/memory.ts';

import { MachineBench } from '../machine/machine-bench.ts';
import type { DriverUnderTest, MachineUnderTest } from '../machine/machine-under-test.ts';

/** A board on a cable. */
export interface Plugged {
  open: OpenTransport;
  /** Takes the board away for good. */
  remove(): Promise<void>;
}

/** One way to plug a virtual cabinet in. */
export interface Target {
  name: string;
  plug(cabinet: VirtualCabinet): Promise<Plugged>;
}

/** The driver's times, for a board that is never far. */
const timing: BoardTiming = {
  answerMs: 250,
  attempts: 3,
  statusMs: 100,
  pollMs: 100,
  firstRetryMs: 50,
  longestRetryMs: 400,
  trustWindowMs: 2_000,
  unusableReports: 5,
  notices: 180,
};

const boardTimes = { eventRepeatMs: 100, kioskSilenceMs: 1_500, escrowLimitMs: 1_000, cashOutMs: 200 };

/** The driver of the cabinet board, for the suite that every machine passes. */
export function driverOn(target: Target): DriverUnderTest {
  return { name: target.name, make: async () => boardOn(target) };
}

interface Board extends MachineUnderTest {
  readonly simulator: VirtualCabinet;
}

/** A new cabinet with an empty memory, plugged in, and a driver that has yet to find it. */
async function boardOn(target: Target): Promise<Board> {
  const configuration = { ...usMachine('SUITE'), ...boardTimes };
  const simulator = newCabinet(configuration);
  const plugged = await target.plug(simulator);
  const machine = new CabinetBoard({
    open: plugged.open,
    timing,
    log: { info: () => undefined, warn: () => undefined },
    clock: systemClock,
    randomSequence: () => Math.floor(Math.random() * 0x10000),
  });
  const { maxTransfer } = configuration;
  return {
    machine,
    simulator,
    maxTransfer,
    historyLength: HISTORY_LENGTH,
    remove: async () => plugged.remove(),
  };
}

export class BoardBench extends MachineBench {
  readonly cabinet: VirtualCabinet;

  private constructor(board: Board) {
    super(board);
    this.cabinet = board.simulator;
  }

  /** A new cabinet, plugged in, and a driver that has found it. */
  static async ready(target: Target): Promise<BoardBench> {
    const bench = new BoardBench(await boardOn(target));
    await bench.start();
    return bench;
  }
}

export function newCabinet(configuration: BoardConfiguration): VirtualCabinet {
  return new VirtualCabinet({
    configuration,
    chip: chipInProcess(),
    clock: systemClock,
    newMemoryId: () =>
      Math.floor(Math.random() * 0xffffffff)
        .toString(16)
        .padStart(8, '0'),
  });
}
