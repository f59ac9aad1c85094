/** Keeps the glass through failures of its renderer: there is always a window, or the process ends with an error. */
import type { BrowserWindow, Session, WebContents } from 'electron';
import type { Logger } from 'pino';
import type { Clock } from '../../hardware/clock.ts';
import type { Place } from '../../preload/contract.ts';
import type { DisplayWatch } from './display-watch.ts';
import { GLASS_PAGE } from './glass-page.ts';
import { createGlassWindow } from './glass-window.ts';
import { PaintWatch } from './paint-watch.ts';
import { capturePicture } from './reading/capture.ts';
import type { Picture } from './reading/picture.ts';
import { nextStep, RECOVERY } from './recovery-policy.ts';

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
  #failures: number[] = [];
  #closing = false;

  constructor(ports: GlassPorts) {
    this.#ports = ports;
    this.#paints = new PaintWatch(ports.clock, () => this.#endRenderer('the renderer paints nothing'));
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
    this.#closing = true;
    this.#paints.rest();
    this.#window?.destroy();
    this.#window = null;
  }

  /** Shows each window once, at the first sign that there is something to see. */
  #show(): void {
    if (this.#window === null || this.#window === this.#shown) return;
    this.#shown = this.#window;
    this.#ports.displays.show(this.#window);
  }

  #load(contents: WebContents): void {
    contents.loadURL(GLASS_PAGE).catch((error: unknown) => {
      if (contents === this.contents) this.#failed('page not loaded', error);
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
        if (contents === this.contents) this.#endRenderer('the renderer does not respond');
      });
    });
    contents.on('responsive', () => {
      callOff?.();
      callOff = null;
    });
  }

  /** A page that hangs cannot be asked to end. What follows is the same as after a crash. */
  #endRenderer(why: string): void {
    this.#ports.logger.error({ event: 'renderer.ended' }, why);
    this.contents?.forcefullyCrashRenderer();
  }

  #failed(what: string, error?: unknown): void {
    if (this.#closing) return;
    const { clock, logger, giveUp } = this.#ports;
    this.#paints.rest();
    this.#failures = [...this.#failures, clock.now()].slice(-RECOVERY.reloads - RECOVERY.recreations - 1);
    const step = nextStep(this.#failures);
    logger.error({ event: 'renderer.failed', err: error, step }, what);
    if (step.kind === 'exit') {
      giveUp();
      return;
    }
    clock.after(step.delayMs, () => {
      if (this.#closing) return;
      const contents = this.contents;
      if (step.kind === 'reload' && contents !== null) this.#load(contents);
      else this.#reopen();
    });
  }

  #reopen(): void {
    const old = this.#window;
    this.#window = null;
    if (old !== null && !old.isDestroyed()) old.destroy();
    this.open();
  }
}
