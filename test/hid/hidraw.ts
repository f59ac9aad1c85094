/** The virtual cabinet as a HID device of the kernel, found and opened by the real node-hid. */
import { USAGE, USAGE_PAGE } from '../../hardware/drivers/cabinet-board/codes.ts';
import { openHid } from '../../hardware/transports/open-hid.ts';
import { plugIntoUhid } from '../../simulators/cabinet-board/uhid.ts';
import type { Target } from '../cabinet-board/board-bench.ts';

/** What the board says it is. */
export const boardUsage = { usagePage: USAGE_PAGE, usage: USAGE };

export const VENDOR_ID = 0x1209;

let lastProductId = 0;

/** Each board gets a product id of its own, so that scenarios do not find each other's. */
export function nextProductId(): number {
  lastProductId += 1;
  return lastProductId;
}

export const hidraw: Target = {
  name: 'through node-hid and hidraw',
  async plug(cabinet) {
    const ids = { vendorId: VENDOR_ID, productId: nextProductId() };
    const plug = await plugIntoUhid(cabinet, ids);
    return { open: openHid({ ...ids, ...boardUsage }), remove: async () => plug.remove() };
  },
};
