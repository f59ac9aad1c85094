/** Captures what the compositor shows of a part of a page, in its own device pixels. */
import type { NativeImage, Rectangle, WebContents } from 'electron';
import type { Clock } from '../../../hardware/clock.ts';
import type { Place } from '../../../preload/contract.ts';
import type { Picture } from './picture.ts';

const WITHIN_MS = 3_000;

/** @throws when there is no picture in time, or an empty one: the compositor is not at work. */
export async function capturePicture(contents: WebContents, place: Place, clock: Clock): Promise<Picture> {
  const image = await inTime(contents.capturePage(around(place)), clock);
  const scaleFactor = Math.max(...image.getScaleFactors());
  const { width, height } = image.getSize(scaleFactor);
  const bitmap = image.toBitmap({ scaleFactor });
  if (bitmap.byteLength === 0 || bitmap.byteLength !== width * height * 4) {
    throw new Error(`the capture of the glass has ${bitmap.byteLength} bytes for ${width}x${height} pixels`);
  }
  return { pixels: new Uint8ClampedArray(bitmap), width, height };
}

/** Whole pixels of the page. A capture of all of it would cost several times as much to copy and to decode. */
function around({ x, y, side }: Place): Rectangle {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return { x: left, y: top, width: Math.ceil(x + side) - left, height: Math.ceil(y + side) - top };
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
