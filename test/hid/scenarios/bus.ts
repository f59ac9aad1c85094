/** What only a bus with several devices can show: two boards, and a device that is no board. */
import { usMachine } from '../../../simulators/cabinet-board/configuration.ts';
import { openHid } from '../../../hardware/transports/open-hid.ts';
import { reportDescriptor } from '../../../simulators/cabinet-board/report-descriptor.ts';
import { plugIntoUhid, UhidDevice } from '../../../simulators/cabinet-board/uhid.ts';
import { BoardBench, newCabinet, type Target } from '../../cabinet-board/board-bench.ts';
import type { BoardScenario } from '../../cabinet-board/board-scenario.ts';
import { boardUsage, nextProductId, VENDOR_ID } from '../hidraw.ts';

/** A target whose ids are known, so that another device can carry them as well. */
function targetWith(ids: { vendorId: number; productId: number }): Target {
  return {
    name: 'through node-hid and hidraw',
    async plug(cabinet) {
      const plug = await plugIntoUhid(cabinet, ids);
      return { open: openHid({ ...ids, ...boardUsage }), remove: async () => plug.remove() };
    },
  };
}

export const busScenarios: readonly BoardScenario[] = [
  {
    name: 'two boards are one too many: neither is used until one is gone',
    async run() {
      const ids = { vendorId: VENDOR_ID, productId: nextProductId() };
      const bench = await BoardBench.ready(targetWith(ids));
      const second = await plugIntoUhid(newCabinet(usMachine('SECOND')), ids);
      try {
        // The first board stays in use until it is lost: what is plugged in beside it cannot take its place.
        bench.cabinet.act({ action: 'cable', plugged: false });
        bench.cabinet.act({ action: 'cable', plugged: true });
        await bench.untilFault('TWO_BOARDS');
        await second.remove();
        await bench.untilReady();
      } finally {
        await bench.end();
      }
    },
  },
  {
    name: 'a device with the ids of the board that is something else is not opened',
    async run() {
      const ids = { vendorId: VENDOR_ID, productId: nextProductId() };
      const bench = await BoardBench.ready(targetWith(ids));
      bench.cabinet.act({ action: 'cable', plugged: false });
      await bench.untilFault('ABSENT');
      const lamp = await UhidDevice.create(
        { ...ids, name: 'Lamp', serial: 'LAMP', reportDescriptor: reportDescriptor(0xff00) },
        () => undefined,
      );
      try {
        await bench.untilFault('WRONG_BOARD');
        await lamp.remove();
        bench.cabinet.act({ action: 'cable', plugged: true });
        await bench.untilReady();
      } finally {
        await bench.end();
      }
    },
  },
];
