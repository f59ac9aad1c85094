/**
 * The kinds of machine that the kiosk's settings can name. Each is one entry: what has to be known to reach it, and its
 * driver with the transport. A new driver is a folder in drivers/ and an entry here.
 */
import { randomInt } from 'node:crypto';
import { Type, type Static, type TSchema } from 'typebox';
import { systemClock } from './clock.ts';
import { CabinetBoard } from './drivers/cabinet-board/cabinet-board.ts';
import { USAGE, USAGE_PAGE } from './drivers/cabinet-board/codes.ts';
import { boardTiming } from './drivers/cabinet-board/timing.ts';
import type { Machine } from './machine/machine.ts';
import type { MachineLog } from './machine/machine-log.ts';
import { openHid } from './transports/open-hid.ts';
import { openLoopback } from './transports/open-loopback.ts';
import type { OpenTransport } from './transports/report-transport.ts';

interface MachineKind<Settings extends TSchema> {
  settings: Settings;
  /** True for a simulator, which has no real money. */
  simulated: boolean;
  /** A machine that has not been started; nothing is opened or loaded before {@link Machine.start}. */
  create(settings: Static<Settings>, log: MachineLog): Machine;
}

const closed = { additionalProperties: false } as const;
const UsbId = Type.Integer({ minimum: 0, maximum: 0xffff });
const Port = Type.Integer({ minimum: 1, maximum: 65_535 });

export const machineKinds = {
  /** A cabinet interface board on a USB cable. */
  hid: kind({
    settings: Type.Object({ kind: Type.Literal('hid'), vendorId: UsbId, productId: UsbId }, closed),
    simulated: false,
    create: ({ vendorId, productId }, log) =>
      cabinetBoard(openHid({ vendorId, productId, usagePage: USAGE_PAGE, usage: USAGE }), log),
  }),
  /** The virtual cabinet board, reached by its reports port on loopback. */
  virtual: kind({
    settings: Type.Object({ kind: Type.Literal('virtual'), port: Port }, closed),
    simulated: true,
    create: ({ port }, log) => cabinetBoard(openLoopback(port), log),
  }),
};

/** What the settings say of the machine. */
export const MachineSettings = Type.Union([machineKinds.hid.settings, machineKinds.virtual.settings]);
export type MachineSettings = Static<typeof MachineSettings>;

/** The kinds that take real money. */
export const realKinds = Object.entries(machineKinds).flatMap(([kind, { simulated }]) =>
  simulated ? [] : [kind],
);

/** The machine that the settings name. */
export function createMachine(settings: MachineSettings, log: MachineLog): Machine {
  const entry: MachineKind<TSchema> = machineKinds[settings.kind];
  return entry.create(settings, log);
}

/** Whether what the settings name is a simulator: no real money. */
export function isSimulated({ kind }: MachineSettings): boolean {
  return machineKinds[kind].simulated;
}

function kind<const Settings extends TSchema>(entry: MachineKind<Settings>): MachineKind<Settings> {
  return entry;
}

function cabinetBoard(open: OpenTransport, log: MachineLog): Machine {
  return new CabinetBoard({
    open,
    timing: boardTiming,
    log,
    clock: systemClock,
    randomSequence: () => randomInt(0x10000),
  });
}
