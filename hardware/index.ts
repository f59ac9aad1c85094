/**
 * hardware/ is the kiosk's side of the cabinet: a driver for each protocol (drivers/), a way to reach whatever speaks it
 * (transports/), and the door through which the rest of the kiosk sees it (cabinet.ts). This file is what the kiosk's
 * composition root calls.
 */
import { randomInt } from 'node:crypto';
import { BoardDriver } from './drivers/cabinet-board/driver.ts';
import type { CabinetLog } from './drivers/cabinet-board/log.ts';
import { boardTiming } from './drivers/cabinet-board/timing.ts';
import type { Cabinet } from './cabinet.ts';
import { systemClock } from './clock.ts';
import { openHid } from './transports/open-hid.ts';
import type { OpenTransport } from './transports/transport.ts';
import { openLoopback } from './transports/open-loopback.ts';

export type CabinetSettings =
  /** USB vendor and product id of the board. */
  | { kind: 'hid'; vendorId: number; productId: number }
  /** The loopback port of a virtual cabinet. */
  | { kind: 'virtual'; port: number };

/** A cabinet that has not been started; nothing is opened or loaded before {@link Cabinet.start}. */
export function createCabinet(settings: CabinetSettings, log: CabinetLog): Cabinet {
  return new BoardDriver({
    open: transportOf(settings),
    timing: boardTiming,
    log,
    clock: systemClock,
    randomSequence: () => randomInt(0x10000),
  });
}

function transportOf(settings: CabinetSettings): OpenTransport {
  switch (settings.kind) {
    case 'hid':
      return openHid({ vendorId: settings.vendorId, productId: settings.productId });
    case 'virtual':
      return openLoopback(settings.port);
  }
}
