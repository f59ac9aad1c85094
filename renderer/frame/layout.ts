/**
 * One grid for every topper: a square for the thing to look at (the code, a pictogram), the words beside or below it,
 * a strip of small print at the bottom. Sizes are in units `u` of the glass, so that a layout is the same picture at any
 * pixel ratio. Pure, so that the size of the code is known before anything is laid out.
 */
export interface Viewport {
  /** CSS pixels. */
  width: number;
  height: number;
  devicePixelRatio: number;
}

export type Arrangement = 'landscape' | 'portrait' | 'wide';

export interface Layout {
  arrangement: Arrangement;
  /** CSS pixels per unit. */
  unit: number;
  /** The square, in device pixels; whole. */
  squarePx: number;
}

/** A strip wider than this keeps its height for the code: the square runs from edge to edge. */
const WIDE_FROM = 2.2;

/** Unit and square, as parts of the glass: width and height in units where the glass is just as wide as high enough. */
const GRID = {
  landscape: { columns: 160, rows: 100, square: 76 },
  portrait: { columns: 100, rows: 170, square: 84 },
  wide: { columns: 300, rows: 100, square: 100 },
} as const satisfies Record<Arrangement, { columns: number; rows: number; square: number }>;

export function layoutOf({ width, height, devicePixelRatio }: Viewport): Layout {
  const arrangement = arrangementOf(width / height);
  const grid = GRID[arrangement];
  const unit = Math.min(width / grid.columns, height / grid.rows);
  const square = arrangement === 'wide' ? Math.min(height, grid.square * unit) : grid.square * unit;
  // A hair of tolerance: 1280 / 1.5 * 1.5 is not quite 1280 in floating point.
  return { arrangement, unit, squarePx: Math.floor(square * devicePixelRatio + 1e-6) };
}

function arrangementOf(aspect: number): Arrangement {
  if (aspect < 1) return 'portrait';
  return aspect > WIDE_FROM ? 'wide' : 'landscape';
}
