/**
 * One grid for every topper: a square for the thing to look at (the code, a pictogram), the words beside or below it, a
 * strip of small print at the bottom. Sizes are in units of the glass, so that a layout is the same picture at any
 * pixel ratio; the square is placed on whole device pixels, so that a module's edge is a pixel's edge. Pure, so that
 * the size of the code is known before anything is laid out.
 */
export interface Viewport {
  /** CSS pixels. */
  width: number;
  height: number;
  devicePixelRatio: number;
}

export type Arrangement = 'landscape' | 'portrait' | 'wide';

/** Device pixels; whole. */
export interface Square {
  x: number;
  y: number;
  side: number;
}

export interface Layout {
  arrangement: Arrangement;
  /** CSS pixels per unit. */
  unit: number;
  /** Where the code goes. */
  code: Square;
  /** Where a pictogram goes: smaller, because then the words matter more. */
  picture: Square;
}

/** A strip wider than this keeps its height for the code: the square runs from edge to edge. */
const WIDE_FROM = 2.2;

/** Sizes in units. `columns` and `rows` are those of a glass that is just as wide as it is high enough. */
interface Grid {
  columns: number;
  rows: number;
  code: number;
  picture: number;
  /** The distance from the sides of the glass to what is on it. */
  margin: number;
  /** What the marks of the time left take around the code. */
  marks: number;
  /** What the small print takes at the bottom. */
  print: number;
}

export const GRID: Readonly<Record<Arrangement, Grid>> = {
  landscape: { columns: 160, rows: 100, code: 76, picture: 58, margin: 6, marks: 3, print: 13 },
  portrait: { columns: 100, rows: 170, code: 84, picture: 72, margin: 5, marks: 3, print: 18 },
  wide: { columns: 300, rows: 100, code: 100, picture: 86, margin: 0, marks: 0, print: 18 },
};

export function layoutOf({ width, height, devicePixelRatio }: Viewport): Layout {
  const arrangement = arrangementOf(width / height);
  const grid = GRID[arrangement];
  const unit = Math.min(width / grid.columns, height / grid.rows);
  const glass = { width: width * devicePixelRatio, height: height * devicePixelRatio };
  const unitPx = unit * devicePixelRatio;
  return {
    arrangement,
    unit,
    code: squareOf(arrangement, glass, unitPx, grid.code, grid.margin + grid.marks),
    picture: squareOf(arrangement, glass, unitPx, grid.picture, grid.margin + grid.marks),
  };
}

function arrangementOf(aspect: number): Arrangement {
  if (aspect < 1) return 'portrait';
  return aspect > WIDE_FROM ? 'wide' : 'landscape';
}

function squareOf(
  arrangement: Arrangement,
  glass: { width: number; height: number },
  unitPx: number,
  sideUnits: number,
  marginUnits: number,
): Square {
  const side = whole(Math.min(sideUnits * unitPx, glass.height));
  const margin = marginUnits * unitPx;
  switch (arrangement) {
    case 'portrait':
      return { x: whole((glass.width - side) / 2), y: whole(margin), side };
    case 'landscape': {
      const above = glass.height - GRID.landscape.print * unitPx;
      return { x: whole(glass.width - margin - side), y: whole((above - side) / 2), side };
    }
    case 'wide': {
      // In the middle of the edge-to-edge square at the end of the strip.
      const inset = (glass.height - side) / 2;
      return { x: whole(glass.width - side - inset), y: whole(inset), side };
    }
  }
}

/** A small tolerance: 1280 / 1.5 * 1.5 is not quite 1280 in floating point. */
function whole(px: number): number {
  return Math.floor(px + 1e-6);
}

/** A square of this side in the middle of another, on whole device pixels. */
export function centred(side: number, within: Square): Square {
  const inset = Math.floor((within.side - side) / 2);
  return { x: within.x + inset, y: within.y + inset, side };
}
