/** The service gesture: a finger that rests on the upper left corner of the glass. It only asks for the menu. */
export const HOLD_MS = 5_000;

/** The side of the corner, as a part of the shorter side of the glass. */
const CORNER = 0.25;

export interface Point {
  x: number;
  y: number;
}

export interface HoldTimer {
  setTimeout(run: () => void, ms: number): number;
  clearTimeout(handle: number): void;
}

export class CornerHold {
  readonly #timer: HoldTimer;
  readonly #held: () => void;
  #waiting: number | null = null;

  constructor(timer: HoldTimer, held: () => void) {
    this.#timer = timer;
    this.#held = held;
  }

  /** @param shorterSide of the glass, in the point's unit. */
  down(point: Point, shorterSide: number): void {
    this.end();
    if (!isInCorner(point, shorterSide)) return;
    this.#waiting = this.#timer.setTimeout(() => {
      this.#waiting = null;
      this.#held();
    }, HOLD_MS);
  }

  moved(point: Point, shorterSide: number): void {
    if (!isInCorner(point, shorterSide)) this.end();
  }

  /** The finger is lifted, or was never there. */
  end(): void {
    if (this.#waiting !== null) this.#timer.clearTimeout(this.#waiting);
    this.#waiting = null;
  }
}

function isInCorner({ x, y }: Point, shorterSide: number): boolean {
  return x < CORNER * shorterSide && y < CORNER * shorterSide;
}
