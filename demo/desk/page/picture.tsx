/** Draws the live picture of the glass, all of it or a part, into a canvas. */
import { useEffect, useRef } from 'preact/hooks';
import type { Part } from './aim.ts';
import type { Live } from './live.ts';

interface PictureProps {
  live: Live;
  class: string;
  /** Which part of the picture is drawn; what lies beyond its edges stays empty. */
  part: (picture: ImageBitmap) => Part;
}

export function Picture({ live, class: name, part }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = (): void => {
      const { picture } = live;
      const context = canvas.current?.getContext('2d');
      if (!context || picture === null) return;
      const { x, y, width, height } = part(picture);
      if (context.canvas.width !== width) context.canvas.width = width;
      if (context.canvas.height !== height) context.canvas.height = height;
      context.clearRect(0, 0, width, height);
      context.drawImage(picture, x, y, width, height, 0, 0, width, height);
    };
    draw();
    return live.onPicture(draw);
  }, [live, part]);
  return <canvas ref={canvas} class={name} />;
}
