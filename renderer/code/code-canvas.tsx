import { useLayoutEffect, useRef } from 'preact/hooks';
import { drawSymbol } from './draw.ts';
import type { Drawing } from './drawing.ts';

interface CodeCanvasProps {
  drawing: Drawing;
  devicePixelRatio: number;
  label: string;
}

/** One canvas for all codes of a run, redrawn in the frame in which the new code arrives (G4). */
export function CodeCanvas({ drawing, devicePixelRatio, label }: CodeCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);

  useLayoutEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d', { alpha: false });
    if (!element || !pen) return;
    element.width = drawing.sidePx;
    element.height = drawing.sidePx;
    drawSymbol(pen, drawing.symbol, drawing.modulePx);
  }, [drawing]);

  const side = `${drawing.sidePx / devicePixelRatio}px`;
  return (
    <canvas ref={canvas} class="code" role="img" aria-label={label} style={{ width: side, height: side }} />
  );
}
