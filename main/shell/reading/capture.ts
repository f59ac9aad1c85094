/** Captures what the compositor shows of a part of a page, and makes it as small as a code in it may be. */
import type { NativeImage, Rectangle, WebContents } from 'electron';
import type { Clock } from '../../../hardware/clock.ts';
import type { Place } from '../../../preload/contract.ts';
import type { Picture } from './picture.ts';

const WITHIN_MS = 3_000;

/**
 * @param shrink one pixel of the picture for so many of the glass, on each side: all of them count, none is left out.
 * @throws when there is no picture in time, or an empty one: the compositor is not at work.
 */
export async function capturePicture(
  contents: WebContents,
  place: Place,
  shrink: number,
  clock: Clock,
): Promise<Picture> {
  const captured = await inTime(contents.capturePage(around(place)), clock);
  const scaleFactor = Math.max(...captured.getScaleFactors());
  const image = shrink > 1 && !captured.isEmpty() ? smaller(captured, shrink) : captured;
  const { width, height } = image.getSize(scaleFactor);
  const pixels = image.toBitmap({ scaleFactor });
  if (pixels.byteLength === 0 || pixels.byteLength !== width * height * 4) {
    throw new Error(`the capture of the glass has ${pixels.byteLength} bytes for ${width}x${height} pixels`);
  }
  return { pixels, width, height };
}

function smaller(image: NativeImage, shrink: number): NativeImage {
  const { width, height } = image.getSize();
  return image.resize({
    width: Math.ceil(width / shrink),
    height: Math.ceil(height / shrink),
    quality: 'good',
  });
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
