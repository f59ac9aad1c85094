/** Which display the glass belongs on. Pure; Electron's own types are not needed. */

export interface DisplayInfo {
  id: number;
  bounds: { x: number; y: number; width: number; height: number };
}

export type DisplayTarget = 'secondary' | 'primary' | 'windowed';

export type Placement =
  | { kind: 'fullScreen'; display: DisplayInfo }
  | { kind: 'windowed' }
  /** The topper is unplugged: the glass must not cover the game. */
  | { kind: 'hidden' };

/**
 * @param hasTopper a secondary display has been seen on this machine: its absence is a fault, not a single-display
 * machine such as a laptop.
 */
export function placeGlass(
  target: DisplayTarget,
  displays: readonly DisplayInfo[],
  primaryId: number,
  hasTopper: boolean,
): Placement {
  if (target === 'windowed') return { kind: 'windowed' };
  const primary = displays.find((display) => display.id === primaryId);
  const [topper] = displays.filter((display) => display.id !== primaryId).sort(byPosition);
  if (target === 'secondary' && topper !== undefined) return { kind: 'fullScreen', display: topper };
  if (primary === undefined || (target === 'secondary' && hasTopper)) return { kind: 'hidden' };
  return { kind: 'fullScreen', display: primary };
}

/** Ids change from start to start; the place in the arrangement does not. */
function byPosition(a: DisplayInfo, b: DisplayInfo): number {
  return a.bounds.x - b.bounds.x || a.bounds.y - b.bounds.y;
}
