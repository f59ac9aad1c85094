/** Captures what the compositor shows of a page, in its own device pixels. */
import type { NativeImage, WebContents } from 'electron';
import type { Clock } from '../../../hardware/clock.ts';
import type { Picture } from './picture.ts';

const WITHIN_MS = 3_000;

/** @throws when there is no picture in time, or an empty one: the compositor is not at work. */
export async function capturePicture(contents: WebContents, clock: Clock): Promise<Picture> {
  const image = await inTime(contents.capturePage(), clock);
  const scaleFactor = Math.max(...image.getScaleFactors());
  const { width, height } = image.getSize(scaleFactor);
  const bitmap = image.toBitmap({ scaleFactor });
  if (bitmap.byteLength === 0 || bitmap.byteLength !== width * height * 4) {
    throw new Error(`the capture of the glass has ${bitmap.byteLength} bytes for ${width}x${height} pixels`);
  }
  return { pixels: new Uint8ClampedArray(bitmap), width, height };
}

async function inTime(image: Promise<NativeImage>, clock: Clock): Promise<NativeImage> {
  let callOff: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    callOff = clock.after(WITHIN_MS, () =>
      reject(new Error(`no capture of the glass within ${WITHIN_MS} ms`)),
    );
  });
  try {
    return await Promise.race([image, late]);
  } finally {
    callOff();
  }
}
