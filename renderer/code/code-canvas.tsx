import { useLayoutEffect, useRef } from 'preact/hooks';
import { placed, useGlass } from '../frame/glass-context.ts';
import { centred } from '../frame/layout.ts';
import { drawSymbol } from './draw.ts';
import type { Drawing } from './drawing.ts';

/** One canvas for all codes of a run, redrawn in the frame in which the new code arrives [rotated-in-time]. */
export function CodeCanvas({ drawing, label }: { drawing: Drawing; label: string }) {
  const { layout, devicePixelRatio } = useGlass();
  const canvas = useRef<HTMLCanvasElement>(null);

  useLayoutEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d', { alpha: false });
    if (!element || !pen) return;
    element.width = drawing.sidePx;
    element.height = drawing.sidePx;
    drawSymbol(pen, drawing.symbol, drawing.modulePx);
  }, [drawing]);

  const place = placed(centred(drawing.sidePx, layout.code), devicePixelRatio);
  return <canvas ref={canvas} class="code" role="img" aria-label={label} style={place} />;
}
