/**
 * A phone's camera looking at a display: a pinhole projection of the glass as it is, pixel grid and all, then the lens,
 * the light and the sensor. A model, not a phone: good to compare two codes under the same conditions, and to see
 * where reading ends; docs/scannability.md says what it leaves out.
 */
import { seededRandom } from '../support/seeded-random.ts';

/** Grey levels, row by row; 0 to 255 as on a display or in a camera's picture (gamma 2.2). */
export interface Grey {
  width: number;
  height: number;
  data: Uint8Array;
}

/** What the camera is aimed at: a square on the glass, in display pixels. */
export interface Aim {
  x: number;
  y: number;
  side: number;
}

export interface Shot {
  distanceMm: number;
  /** Degrees: around the vertical axis, around the horizontal one, and of the phone in the hand. */
  yaw: number;
  pitch: number;
  roll: number;
  /** Standard deviation of the lens's blur, in camera pixels. */
  blur: number;
  /** A reflected lamp: how bright (1 is as bright as the white of the display), and its radius as part of the code. */
  glare: { brightness: number; radius: number } | null;
  /** Part of full exposure; the rest is made up by gain, which brings the noise up. */
  exposure: number;
  /** Part of a display pixel's width and height that shines; the smaller, the stronger the moiré. */
  pixelFill: number;
  /** Rays per camera pixel and axis; 1 has no optical low-pass at all and aliases most. */
  rays: number;
  seed: number;
}

/** A 1080p preview, which is what a phone decodes, with the usual main lens of 65 degrees. */
const PICTURE = { width: 1920, height: 1080, fieldOfView: 65 } as const;
export const FOCAL_PX = PICTURE.width / 2 / Math.tan((PICTURE.fieldOfView / 2) * (Math.PI / 180));

/** Light that the display gives off at black, and that the room puts on it. */
const BLACK = 0.02;
/** Sensor noise at full exposure, in parts of white, after gamma. */
const NOISE = 0.012;
/** Around the code in the picture, as a part of its size. */
const AROUND = 0.12;

const LINEAR = Float64Array.from({ length: 256 }, (_, level) => BLACK + (1 - BLACK) * (level / 255) ** 2.2);

/** @param pitchMm width of a display pixel. */
export function photograph(glass: Grey, pitchMm: number, aim: Aim, shot: Shot): Grey {
  const random = seededRandom(shot.seed);
  const centre = { x: aim.x + aim.side / 2, y: aim.y + aim.side / 2 };
  const toPicture = projection(shot);
  const half = ((aim.side * pitchMm) / 2) * (1 + AROUND);
  const corners = [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ].map(([x = 0, y = 0]) => apply(toPicture, x, y));
  const reach = (axis: 0 | 1, limit: number) =>
    Math.min(limit / 2, Math.ceil(Math.max(...corners.map((corner) => Math.abs(corner[axis])))));
  const halfWidth = reach(0, PICTURE.width);
  const halfHeight = reach(1, PICTURE.height);

  const width = 2 * halfWidth;
  const height = 2 * halfHeight;
  const light = new Float64Array(width * height);
  const toGlass = inverse(toPicture);
  // Where the code's centre falls within a pixel is chance.
  const shift = { x: random() - 0.5, y: random() - 0.5 };
  const [a, b, c, d, e, f, g, h, i] = toGlass;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      let sum = 0;
      for (let down = 0; down < shot.rays; down += 1) {
        const v = row - halfHeight + (down + 0.5) / shot.rays + shift.y;
        for (let across = 0; across < shot.rays; across += 1) {
          const u = column - halfWidth + (across + 0.5) / shot.rays + shift.x;
          // The projection written out: it runs some ten million times a picture.
          const scale = 1 / ((g * u + h * v + i) * pitchMm);
          const x = centre.x + (a * u + b * v + c) * scale;
          const y = centre.y + (d * u + e * v + f) * scale;
          sum += lightAt(glass, x, y, shot.pixelFill);
        }
      }
      light[row * width + column] = sum / (shot.rays * shot.rays);
    }
  }
  if (shot.glare) addGlare(light, width, height, shot.glare, toPicture, aim.side * pitchMm, random);
  const blurred = blur(light, width, height, shot.blur);
  return expose(blurred, width, height, shot.exposure, random);
}

/** Whether all of the code is in the camera's picture; else the player steps back. */
export function fitsPicture(pitchMm: number, aim: Aim, shot: Omit<Shot, 'seed'>): boolean {
  const half = (aim.side * pitchMm) / 2;
  const toPicture = projection(shot);
  return [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ].every(([x = 0, y = 0]) => {
    const [u, v] = apply(toPicture, x, y);
    return Math.abs(u) <= PICTURE.width / 2 && Math.abs(v) <= PICTURE.height / 2;
  });
}

/** The glass's own light there; the room beyond the display is dark. */
function lightAt(glass: Grey, x: number, y: number, fill: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column < 0 || row < 0 || column >= glass.width || row >= glass.height) return BLACK;
  const level = LINEAR[glass.data[row * glass.width + column] ?? 0] ?? 0;
  if (fill === 1) return level;
  const dark = (1 - fill) / 2;
  const [inX, inY] = [x - column, y - row];
  if (inX < dark || inX > 1 - dark || inY < dark || inY > 1 - dark) return BLACK;
  // A pixel gives the same light from less of its area.
  return BLACK + (level - BLACK) / (fill * fill);
}

function addGlare(
  light: Float64Array,
  width: number,
  height: number,
  glare: { brightness: number; radius: number },
  toPicture: Matrix,
  codeMm: number,
  random: () => number,
): void {
  // Somewhere on the code, not on its rim: a player moves out of a lamp that hides a corner.
  const [x, y] = apply(toPicture, (random() - 0.5) * 0.5 * codeMm, (random() - 0.5) * 0.5 * codeMm);
  const [edge] = apply(toPicture, glare.radius * codeMm, 0);
  const [origin] = apply(toPicture, 0, 0);
  const radius = Math.abs(edge - origin);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const squared = (column - width / 2 - x) ** 2 + (row - height / 2 - y) ** 2;
      light[row * width + column] =
        (light[row * width + column] ?? 0) + glare.brightness * Math.exp(-squared / (2 * radius * radius));
    }
  }
}

function blur(light: Float64Array, width: number, height: number, sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, index) =>
    sigma === 0 ? 1 : Math.exp(-((index - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const along = (from: Float64Array, step: number, last: number, position: (at: number) => number) => {
    const to = new Float64Array(from.length);
    for (let at = 0; at < from.length; at += 1) {
      const here = position(at);
      let sum = 0;
      for (let offset = -reach; offset <= reach; offset += 1) {
        const there = Math.min(last, Math.max(0, here + offset));
        sum += (from[at + (there - here) * step] ?? 0) * (kernel[offset + reach] ?? 0);
      }
      to[at] = sum / total;
    }
    return to;
  };
  const acrossRows = along(light, 1, width - 1, (at) => at % width);
  return along(acrossRows, width, height - 1, (at) => Math.floor(at / width));
}

function expose(
  light: Float64Array,
  width: number,
  height: number,
  exposure: number,
  random: () => number,
): Grey {
  // Shot noise: half the light has 1.4 times the noise once gain has made up for it. Gain stops at what looks dim.
  const gain = Math.min(1 / exposure, 0.45 / exposure + 0.55);
  const noise = NOISE / Math.sqrt(exposure);
  const data = Uint8Array.from(light, (value) => {
    const seen = Math.min(1, Math.max(0, value * exposure * gain)) ** (1 / 2.2);
    return Math.round(255 * Math.min(1, Math.max(0, seen + noise * gain * normal(random))));
  });
  return { width, height, data };
}

// ---- projection --------------------------------------------------------------------------------------------------

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** From millimetres on the glass, around the middle of the code, to camera pixels around the middle of the picture. */
function projection({ distanceMm, yaw, pitch, roll }: Omit<Shot, 'seed'>): Matrix {
  const [a, b, c] = [yaw, pitch, roll].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const [sinA, cosA, sinB, cosB, sinC, cosC] = [
    Math.sin(a),
    Math.cos(a),
    Math.sin(b),
    Math.cos(b),
    Math.sin(c),
    Math.cos(c),
  ];
  // Columns of roll * pitch * yaw that belong to x and y on the glass; depth is the third row.
  const x = [cosA, sinA * sinB, -sinA * cosB] as const;
  const y = [0, cosB, sinB] as const;
  return [
    FOCAL_PX * (cosC * x[0] - sinC * x[1]),
    FOCAL_PX * (cosC * y[0] - sinC * y[1]),
    0,
    FOCAL_PX * (sinC * x[0] + cosC * x[1]),
    FOCAL_PX * (sinC * y[0] + cosC * y[1]),
    0,
    x[2],
    y[2],
    distanceMm,
  ];
}

function apply(m: Matrix, x: number, y: number): [number, number] {
  const depth = m[6] * x + m[7] * y + m[8];
  return [(m[0] * x + m[1] * y + m[2]) / depth, (m[3] * x + m[4] * y + m[5]) / depth];
}

/** Up to a factor, which a projection does not have. */
function inverse(m: Matrix): Matrix {
  return [
    m[4] * m[8] - m[5] * m[7],
    m[2] * m[7] - m[1] * m[8],
    m[1] * m[5] - m[2] * m[4],
    m[5] * m[6] - m[3] * m[8],
    m[0] * m[8] - m[2] * m[6],
    m[2] * m[3] - m[0] * m[5],
    m[3] * m[7] - m[4] * m[6],
    m[1] * m[6] - m[0] * m[7],
    m[0] * m[4] - m[1] * m[3],
  ];
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
