/** The conditions that a code has to be read under, by name and in order of hardness. */
import type { Shot } from './camera.ts';

/** A hand-held phone at its best: nearly straight on, nearly upright, in focus, a display whose pixels do not show. */
const BEST: Omit<Shot, 'distanceMm' | 'seed'> = {
  yaw: 4,
  pitch: -3,
  roll: 2,
  blur: 0.5,
  glare: null,
  exposure: 1,
  pixelFill: 1,
  rays: 2,
};

export const STRAIGHT_ON = { group: 'straight on', name: 'straight on', ...BEST };

export const CONDITIONS: readonly (typeof BEST & { group: string; name: string })[] = [
  STRAIGHT_ON,
  { group: 'perspective', name: '20° from the side', ...BEST, yaw: 20 },
  { group: 'perspective', name: '35° from the side', ...BEST, yaw: 35 },
  { group: 'perspective', name: '35° from below', ...BEST, pitch: 35 },
  { group: 'rotation', name: 'turned by 15°', ...BEST, roll: 15 },
  { group: 'rotation', name: 'turned by 45°', ...BEST, roll: 45 },
  { group: 'blur', name: 'blur of 1 camera pixel', ...BEST, blur: 1 },
  { group: 'blur', name: 'blur of 1.6 camera pixels', ...BEST, blur: 1.6 },
  { group: 'glare', name: 'a small lamp reflected', ...BEST, glare: { brightness: 0.8, radius: 0.06 } },
  { group: 'glare', name: 'a large, soft reflection', ...BEST, glare: { brightness: 0.35, radius: 0.2 } },
  { group: 'low light', name: 'a quarter of the light', ...BEST, exposure: 0.25 },
  { group: 'low light', name: 'a tenth of the light', ...BEST, exposure: 0.1 },
  { group: 'moiré', name: 'moiré of the pixel grid', ...BEST, blur: 0.4, pixelFill: 0.75 },
];

/** Camera pixels per module, for the reader's own floor. */
export const PIXELS_PER_MODULE = [1, 1.5, 2, 2.5, 3, 4, 5, 6] as const;

/** The places where a player stands; the same for every code. */
export const DISTANCES_MM = [400, 500, 650, 800, 1000, 1300, 1600] as const;
