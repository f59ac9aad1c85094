/**
 * Which symbol goes on the glass. A screen is a clean medium, so big modules are worth more than error correction:
 * among the levels whose modules a phone reads easily from two metres away, the highest is taken; if no level has such
 * big modules, the one with the biggest. A code with modules below the limit is not drawn at all: a player cannot tell a
 * code that is too small from one that is broken.
 */
export type ErrorCorrection = 'L' | 'M' | 'Q' | 'H';

/** Lowest first; the order matters to {@link fitCode}. */
export const ERROR_CORRECTIONS: readonly ErrorCorrection[] = ['L', 'M', 'Q', 'H'];

/** The light margin that ISO/IEC 18004 asks for on every side, in modules. */
export const QUIET_ZONE = 4;

/**
 * A phone's preview has about 1.5 camera pixels per millimetre at one metre, 3 at half a metre, and readers need 2
 * pixels per module, twice that from the side or out of focus (docs/scannability.md). A phone reads 6 mm from two metres
 * even then: only what is beyond that is spent on error correction. It just reads 0.7 mm from half a metre: that is the
 * limit.
 */
export const COMFORTABLE_MODULE = { mm: 6, devicePx: 4 } as const;
export const MODULE_FLOOR = { mm: 0.7, devicePx: 3 } as const;

/** A display that does not tell its size counts as the smallest topper: 340 mm on the longer side. */
const SMALLEST_LONGER_SIDE_MM = 340;

export interface Candidate {
  errorCorrection: ErrorCorrection;
  version: number;
  /** Modules per side, without the quiet zone. */
  modules: number;
}

export interface Space {
  /** Device pixels per side of the square that the code may take, quiet zone included. */
  sidePx: number;
  /** Device pixels per millimetre of the display. */
  pxPerMm: number;
}

export interface Fit {
  candidate: Candidate;
  /** Device pixels per module; whole. */
  modulePx: number;
  /** Device pixels per side, quiet zone included; at most {@link Space.sidePx}. */
  sidePx: number;
}

/** Device pixels per millimetre, from the display's size where it is known. */
export function pixelsPerMm(
  resolution: { widthPx: number; heightPx: number },
  display: { widthMm: number; heightMm: number } | null,
): number {
  const longerPx = Math.max(resolution.widthPx, resolution.heightPx);
  const longerMm = display === null ? 0 : Math.max(display.widthMm, display.heightMm);
  return longerPx / (longerMm > 0 ? longerMm : SMALLEST_LONGER_SIDE_MM);
}

/**
 * @param candidates the symbols of one url, one per level it has a version for, lowest level first.
 * @returns null when none of them could be read: show no code [live-codes-only] [plain-words].
 */
export function fitCode(candidates: readonly Candidate[], space: Space): Fit | null {
  const fits = candidates.map((candidate): Fit => {
    const across = candidate.modules + 2 * QUIET_ZONE;
    const modulePx = Math.floor(space.sidePx / across);
    return { candidate, modulePx, sidePx: modulePx * across };
  });
  const comfortable = fits.filter((fit) => reaches(fit, COMFORTABLE_MODULE, space)).at(-1);
  if (comfortable) return comfortable;
  const biggestModule = Math.max(0, ...fits.map((fit) => fit.modulePx));
  const biggest = fits.filter((fit) => fit.modulePx === biggestModule).at(-1);
  return biggest && reaches(biggest, MODULE_FLOOR, space) ? biggest : null;
}

function reaches(fit: Fit, floor: { mm: number; devicePx: number }, space: Space): boolean {
  return fit.modulePx >= floor.devicePx && fit.modulePx / space.pxPerMm >= floor.mm;
}
