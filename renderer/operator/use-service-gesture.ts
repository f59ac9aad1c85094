import { useEffect } from 'preact/hooks';
import { CornerHold } from './corner-hold.ts';

/** Watches the whole glass, whatever is on it. @param asked the gesture was made; must not change. */
export function useServiceGesture(asked: () => void): void {
  useEffect(() => {
    const hold = new CornerHold(window, asked);
    const shorterSide = () => Math.min(window.innerWidth, window.innerHeight);
    const down = (event: PointerEvent) => hold.down(event, shorterSide());
    const moved = (event: PointerEvent) => hold.moved(event, shorterSide());
    const end = () => hold.end();
    // A long touch is a right click to Chromium, which ends the touch.
    const noContextMenu = (event: Event) => event.preventDefault();
    window.addEventListener('pointerdown', down);
    window.addEventListener('pointermove', moved);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    window.addEventListener('contextmenu', noContextMenu);
    return () => {
      end();
      window.removeEventListener('pointerdown', down);
      window.removeEventListener('pointermove', moved);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('contextmenu', noContextMenu);
    };
  }, [asked]);
}
