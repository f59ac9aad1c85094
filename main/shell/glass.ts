/** Keeps the glass through failures of its renderer: there is always a window, or the process ends with an error. */
import type { BrowserWindow, Session, WebContents } from 'electron';
import type { Logger } from 'pino';
import type { Clock } from '../../hardware/clock.ts';
import type { Place } from '../../preload/contract.ts';
import type { DisplayWatch } from './display-watch.ts';
import { GLASS_PAGE } from './glass-page.ts';
import { createGlassWindow } from './glass-window.ts';
import { PaintWatch } from './paint-watch.ts';
import { endRenderer, endServices } from './processes.ts';
import { capturePicture } from './reading/capture.ts';
import type { Picture } from './reading/picture.ts';
import { firstPaintWithinMs } from './recovery-policy.ts';
import { Recovery } from './recovery.ts';

/** A page that blocks for less than this may still recover. */
const GRACE_MS = 5_000;

export interface GlassPorts {
  session: Session;
  preloadFile: string;
  displays: DisplayWatch;
  clock: Clock;
  logger: Logger;
  /** Called when nothing that we can do brings the glass back. */
  giveUp: () => void;
}

export class Glass {
  readonly #ports: GlassPorts;
  readonly #paints: PaintWatch;
  #window: BrowserWindow | null = null;
  #shown: BrowserWindow | null = null;
  readonly #recovery: Recovery;
  #loads = 0;
  /** Loads since a page painted. */
  #unpainted = 0;

  constructor(ports: GlassPorts) {
    const { clock, logger, giveUp } = ports;
    this.#ports = ports;
    this.#paints = new PaintWatch(clock, () => this.#paintsNothing());
    this.#recovery = new Recovery({
      clock,
      logger,
      reload: () => this.#reload(),
      reopen: () => this.#reopen(),
      giveUp,
    });
  }

  get contents(): WebContents | null {
    return this.#window === null || this.#window.isDestroyed() ? null : this.#window.webContents;
  }

  /** That part of the glass as it is seen now; null while its display is unplugged. @throws when it cannot be captured. */
  async capture(place: Place, shrink: number): Promise<Picture | null> {
    const contents = this.contents;
    if (contents === null || this.#window?.isVisible() !== true) return null;
    return capturePicture(contents, place, shrink, this.#ports.clock);
  }

  /** A snapshot with this sequence is on its way to the renderer. */
  sent(sequence: number): void {
    if (this.#window?.isVisible() === true) this.#paints.sent(sequence);
  }

  painted(sequence: number): void {
    this.#unpainted = 0;
    this.#show();
    this.#paints.painted(sequence);
  }

  open(): void {
    const window = createGlassWindow(this.#ports.session, this.#ports.preloadFile);
    this.#window = window;
    window.once('ready-to-show', () => this.#show());
    window.once('closed', () => {
      if (this.#window === window) this.#failed('window closed');
    });
    this.#watch(window.webContents);
    this.#load(window.webContents);
  }

  close(): void {
    this.#recovery.stop();
    this.#blank();
  }

  /** Shows each window once, at the first sign that there is something to see. */
  #show(): void {
    if (this.#window === null || this.#window === this.#shown) return;
    this.#shown = this.#window;
    this.#ports.displays.show(this.#window);
  }

  #load(contents: WebContents): void {
    this.#paints.loads(firstPaintWithinMs(this.#unpainted));
    this.#unpainted += 1;
    this.#loads += 1;
    const load = this.#loads;
    contents.loadURL(GLASS_PAGE).catch((error: unknown) => {
      // A load that a crash broke off is told to have failed when the next one begins.
      if (load === this.#loads) this.#failed('page not loaded', error);
    });
  }

  #watch(contents: WebContents): void {
    let callOff: (() => void) | null = null;
    contents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (contents === this.contents) this.#failed(`renderer gone: ${reason} (${exitCode})`);
    });
    // Chromium asks nobody about an empty page, so it cannot be denied; it can be undone.
    contents.on('did-navigate', (_event, url) => {
      if (contents === this.contents && url !== GLASS_PAGE) this.#failed('the page went away');
    });
    contents.on('unresponsive', () => {
      callOff ??= this.#ports.clock.after(GRACE_MS, () => {
        callOff = null;
        if (contents === this.contents) this.#end(contents, 'the renderer does not respond');
      });
    });
    contents.on('responsive', () => {
      callOff?.();
      callOff = null;
    });
  }

  #paintsNothing(): void {
    const contents = this.contents;
    if (contents === null || this.#isAway()) return;
    const { logger } = this.#ports;
    // A page that never painted may not be at fault itself: those that it depends on may be stopped or hang.
    if (this.#unpainted > 0) endServices(logger);
    this.#end(contents, 'the renderer paints nothing');
  }

  /** A window whose display is unplugged is hidden, and need not paint. */
  #isAway(): boolean {
    return this.#window !== null && this.#window === this.#shown && !this.#window.isVisible();
  }

  /** A page that hangs cannot be asked to end, nor to take its code away: the window goes at once [live-codes-only]. */
  #end(contents: WebContents, why: string): void {
    const { logger } = this.#ports;
    logger.error({ event: 'renderer.ended' }, why);
    endRenderer(contents, logger);
    this.#blank();
    this.#failed(why);
  }

  #failed(what: string, error?: unknown): void {
    this.#paints.rest();
    this.#recovery.failed(what, { windowIsGone: this.contents === null, error });
  }

  #reload(): void {
    const { contents } = this;
    if (contents === null) this.#reopen();
    else this.#load(contents);
  }

  #reopen(): void {
    this.#blank();
    this.open();
  }

  #blank(): void {
    const window = this.#window;
    this.#window = null;
    this.#paints.rest();
    if (window !== null && !window.isDestroyed()) window.destroy();
  }
}
