/** Keeps the glass on its display through unplugging, replugging and rearranging. */
import { isDeepStrictEqual } from 'node:util';
import { type BrowserWindow, screen } from 'electron';
import type { Logger } from 'pino';
import { settingsDefaults } from '../settings/settings.ts';
import { type DisplayTarget, placeGlass, type Placement } from './display-policy.ts';
import type { TopperMemory } from './topper-memory.ts';

export class DisplayWatch {
  #target: DisplayTarget = settingsDefaults.display.target;
  readonly #topper: TopperMemory;
  readonly #logger: Logger;
  #window: BrowserWindow | null = null;
  #placement: Placement | null = null;

  constructor(topper: TopperMemory, logger: Logger) {
    this.#topper = topper;
    this.#logger = logger;
    // The window manager moves a window off a lost display, and never moves it back.
    screen.on('display-added', () => this.#place());
    screen.on('display-removed', () => this.#place());
    screen.on('display-metrics-changed', () => this.#place());
  }

  /** Takes the display that the settings name. Without settings the default target holds. */
  aimAt(target: DisplayTarget): void {
    this.#target = target;
    this.#place();
  }

  /** From now on this window is the glass. It is shown when it belongs on a display. */
  show(window: BrowserWindow): void {
    this.#window = window;
    this.#place();
  }

  #place(): void {
    const window = this.#window;
    if (window === null || window.isDestroyed()) return;
    const displays = screen.getAllDisplays();
    if (displays.length > 1) this.#topper.remember();
    const placement = placeGlass(this.#target, displays, screen.getPrimaryDisplay().id, this.#topper.seen);
    this.#report(placement);
    if (!isThere(window, placement)) apply(window, placement);
  }

  #report(placement: Placement): void {
    if (isDeepStrictEqual(placement, this.#placement)) return;
    this.#placement = placement;
    const bounds = placement.kind === 'fullScreen' ? placement.display.bounds : null;
    this.#logger.info({ event: 'glass.placed', placement: placement.kind, bounds });
  }
}

function isThere(window: BrowserWindow, placement: Placement): boolean {
  switch (placement.kind) {
    case 'hidden':
      return !window.isVisible();
    case 'windowed':
      return window.isVisible();
    case 'fullScreen': {
      const [is, wanted] = [window.getBounds(), placement.display.bounds];
      return (
        window.isVisible() &&
        window.isKiosk() &&
        is.x === wanted.x &&
        is.y === wanted.y &&
        is.width === wanted.width &&
        is.height === wanted.height
      );
    }
  }
}

function apply(window: BrowserWindow, placement: Placement): void {
  switch (placement.kind) {
    case 'hidden':
      window.setKiosk(false);
      window.hide();
      return;
    case 'windowed':
      window.show();
      return;
    case 'fullScreen':
      // A full-screen window cannot be moved: leave, move, enter again.
      window.setKiosk(false);
      window.setBounds(placement.display.bounds);
      window.show();
      window.setBounds(placement.display.bounds);
      window.setKiosk(true);
      window.setAlwaysOnTop(true, 'screen-saver');
      return;
  }
}
