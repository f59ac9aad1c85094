/** The displays that the glass is made for. */
export interface DisplaySize {
  /** Device pixels. */
  width: number;
  height: number;
  devicePixelRatio: number;
}

const RESOLUTIONS = [
  [1920, 1080],
  [1280, 800],
  [1080, 1920],
  [1280, 390],
  [1920, 540],
  [3840, 2160],
] as const;

export const DEVICE_PIXEL_RATIOS = [1, 1.5, 2] as const;

/** Every display at this pixel ratio. */
export function displaySizes(devicePixelRatio: number): DisplaySize[] {
  return RESOLUTIONS.map(([width, height]) => ({ width, height, devicePixelRatio }));
}

export function nameOf({ width, height, devicePixelRatio }: DisplaySize): string {
  return `${width}x${height}@${devicePixelRatio}`;
}
