import { useEffect, useState } from 'preact/hooks';
import type { Viewport } from './frame/layout.ts';

/** The window as it is now; a move to a display of another pixel ratio is a resize too. */
export function useViewport(): Viewport {
  const [viewport, setViewport] = useState(current);
  useEffect(() => {
    const changed = () => setViewport(current());
    const ratio = window.matchMedia(`(resolution: ${viewport.devicePixelRatio}dppx)`);
    window.addEventListener('resize', changed);
    ratio.addEventListener('change', changed);
    return () => {
      window.removeEventListener('resize', changed);
      ratio.removeEventListener('change', changed);
    };
  }, [viewport.devicePixelRatio]);
  return viewport;
}

function current(): Viewport {
  const { innerWidth: width, innerHeight: height, devicePixelRatio } = window;
  return { width, height, devicePixelRatio };
}
