/**
 * What came from the main process, with the moment its code ends on the renderer's own clock [blank-by-itself]. Pure.
 */
import type { GlassSnapshot } from '../preload/contract.ts';

export interface Received {
  snapshot: GlassSnapshot;
  /** Monotonic milliseconds; null when there is no code in the snapshot. */
  deadline: number | null;
}

/**
 * @param askedAt monotonic milliseconds of a moment not after the snapshot was taken, or as little after it as
 * possible.
 * @returns `before` itself when the snapshot is not newer.
 */
export function receive(before: Received | null, snapshot: GlassSnapshot, askedAt: number): Received {
  if (before && snapshot.sequence <= before.snapshot.sequence) return before;
  const { screen } = snapshot;
  if (screen.kind !== 'code') return { snapshot, deadline: null };
  const deadline = askedAt + screen.remainingMs;
  // A snapshot that was held up on its way must not lengthen a life: the earliest deadline heard of a url holds.
  const known =
    before && before.deadline !== null && urlOf(before) === screen.url ? before.deadline : deadline;
  return { snapshot, deadline: Math.min(known, deadline) };
}

function urlOf({ snapshot: { screen } }: Received): string | null {
  return screen.kind === 'code' ? screen.url : null;
}
