/** The glass that is drawn on, for everything that is placed on whole device pixels. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Layout, Square } from './layout.ts';

export interface Glass {
  layout: Layout;
  devicePixelRatio: number;
}

export const GlassContext = createContext<Glass | null>(null);

export function useGlass(): Glass {
  const glass = useContext(GlassContext);
  if (!glass) throw new Error('drawn outside of the glass');
  return glass;
}

/** The CSS that puts something exactly on this square. */
export function placed({ x, y, side }: Square, devicePixelRatio: number) {
  const css = (px: number) => `${px / devicePixelRatio}px`;
  return { left: css(x), top: css(y), width: css(side), height: css(side) };
}
