/** Where the marks of the time left stand: a frame around the code, or a column where the code fills the height. */
import { TIME_STEPS } from './time-left-steps.ts';

export interface Mark {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Both pictures are 100 high; the frame is as wide, the column this wide. */
export const COLUMN_WIDTH = 1.2;
const THICKNESS = 1.1;
/** The part of its place that a mark fills. */
const FILL = 0.72;

/** The marks in the order in which they go out: clockwise from the middle of the top. */
export function frameMarks(): Mark[] {
  const perSide = TIME_STEPS / 4;
  const place = 100 / perSide;
  const length = place * FILL;
  return Array.from({ length: TIME_STEPS }, (_, index) => {
    const fromCorner = (index + perSide / 2) % TIME_STEPS;
    const along = (fromCorner % perSide) * place + (place - length) / 2;
    const far = 100 - THICKNESS;
    switch (Math.floor(fromCorner / perSide)) {
      case 0:
        return { x: along, y: 0, width: length, height: THICKNESS };
      case 1:
        return { x: far, y: along, width: THICKNESS, height: length };
      case 2:
        return { x: 100 - along - length, y: far, width: length, height: THICKNESS };
      default:
        return { x: 0, y: 100 - along - length, width: THICKNESS, height: length };
    }
  });
}

/** The marks in the order in which they go out: from the top down. */
export function columnMarks(): Mark[] {
  const place = 100 / TIME_STEPS;
  const length = place * FILL;
  return Array.from({ length: TIME_STEPS }, (_, index) => ({
    x: 0,
    y: index * place + (place - length) / 2,
    width: COLUMN_WIDTH,
    height: length,
  }));
}
