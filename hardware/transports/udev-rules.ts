/** Who may open the board on Linux: the kiosk's group and nobody else. */
import type { HidIds } from './open-hid.ts';

/** The group that the kiosk's user is in. */
export const BOARD_GROUP = 'topper';

/**
 * The text of a udev rules file for boards with these USB ids. The match is on the HID device's name (bus 0003 is USB),
 * which a virtual cabinet plugged in through /dev/uhid has as well.
 */
export function udevRules(boards: readonly HidIds[]): string {
  const hex = (id: number): string => id.toString(16).toUpperCase().padStart(4, '0');
  const rules = boards.map(({ vendorId, productId }) =>
    [
      'KERNEL=="hidraw*"',
      'SUBSYSTEM=="hidraw"',
      `KERNELS=="0003:${hex(vendorId)}:${hex(productId)}.*"`,
      `GROUP="${BOARD_GROUP}"`,
      'MODE="0660"',
    ].join(', '),
  );
  return ['# Cabinet interface boards may be opened by the kiosk only.', ...rules, ''].join('\n');
}
