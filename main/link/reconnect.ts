import { spreadBackOffMs, type BackOff } from '../../protocol/back-off.ts';
import type { LinkLoss } from './link-state.ts';

/**
 * A transfer may wait for the link on either side, and the kiosk cannot know of all: money is settled within two seconds
 * of the network's return, so a network that is away is tried again at least this often, the dial itself included.
 */
const soon = { firstMs: 250, longestMs: 1_500 };

/** How soon, at first and at most, the link is tried again. */
const backOff: Record<LinkLoss, BackOff> = {
  UNREACHABLE: soon,
  CLOCK: { firstMs: 3_000, longestMs: 30_000 },
  CLOSED: soon,
  SILENT: soon,
  PROTOCOL: { firstMs: 2_000, longestMs: 30_000 },
  // Another kiosk has this asset. If both dialled at once, neither would keep its link.
  REPLACED: { firstMs: 5_000, longestMs: 60_000 },
  // Only a person can cure it, but that person is waiting at the machine.
  REFUSED: { firstMs: 3_000, longestMs: 30_000 },
};

/**
 * @param attempts since the link last held for a while, 1 or more. @param random uniform in [0, 1).
 * @returns milliseconds.
 */
export function reconnectDelay(loss: LinkLoss, attempts: number, random: number): number {
  return spreadBackOffMs(backOff[loss], attempts, random);
}
