/**
 * What reading the glass back says about the code on it [verbatim-code]: a code that is misread is drawn once more,
 * then not shown. Pure.
 */
export interface CodeReading {
  /** The code that this is about. */
  requestId: number;
  redrawn: boolean;
  unscannable: 'NOT_SCANNABLE' | 'MISREAD' | null;
}

/** What the shell read off the glass by decoding a capture of it. */
export type GlassReading = 'match' | 'mismatch' | 'unreadable';

export const unread = (requestId: number): CodeReading => ({ requestId, redrawn: false, unscannable: null });

/** @returns the reading after the glass was decoded, and whether it must be drawn again. */
export function afterReading(
  before: CodeReading,
  result: GlassReading,
): { reading: CodeReading; redraw: boolean } {
  if (result === 'match' || before.unscannable !== null) return { reading: before, redraw: false };
  if (!before.redrawn) return { reading: { ...before, redrawn: true }, redraw: true };
  return { reading: { ...before, unscannable: 'MISREAD' }, redraw: false };
}
