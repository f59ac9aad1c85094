/**
 * Reads the glass back after each change [verbatim-code]: captures it, decodes the capture, and compares with the url
 * that is meant to be there. At most one reading runs at a time and only the newest paint is read, so the cost is
 * bounded however fast the glass changes.
 */
import type { Logger } from 'pino';
import type { Clock } from '../../../hardware/clock.ts';
import type { GlassReading } from '../../code/code-reading.ts';
import type { GlassSnapshot, PaintReport, Place } from '../../../preload/contract.ts';
import type { Picture } from './picture.ts';

/** A code with less than this left may be gone from the glass before the capture. */
const LEFT_AT_LEAST_MS = 1_000;

/** What is not read at the first look is looked at again before it is called a misread. */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 300;
/** No further look after this long, when a capture hangs: a code that nobody has read must not stay on the glass. */
const LOOK_AGAIN_WITHIN_MS = 4_000;

/** A module is read from so many pixels on a side, or from all where that did not do. */
const PX_PER_MODULE = 4;

export interface GlassReaderPorts {
  /** What must be on the glass now. */
  snapshot: () => GlassSnapshot;
  /** Null when the glass cannot be seen now (its display is unplugged). */
  capture: (place: Place, shrink: number) => Promise<Picture | null>;
  decode: (picture: Picture) => string | null;
  tell: (sequence: number, reading: GlassReading) => void;
  clock: Clock;
  logger: Logger;
}

export class GlassReader {
  readonly #ports: GlassReaderPorts;
  /** The last picture on which a code was read. */
  #decoded: { picture: Picture; text: string } | null = null;
  #waiting: PaintReport | null = null;
  #reading: Promise<void> | null = null;

  constructor(ports: GlassReaderPorts) {
    this.#ports = ports;
  }

  painted(report: PaintReport): void {
    this.#waiting = report;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null;
    });
  }

  /** Resolves when nothing is being read. */
  async idle(): Promise<void> {
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    for (let report = this.#waiting; report !== null; report = this.#waiting) {
      this.#waiting = null;
      await this.#read(report);
    }
  }

  async #read(report: PaintReport): Promise<void> {
    const { tell, clock, logger } = this.#ports;
    const begunAt = clock.now();
    for (let look = 1; ; look += 1) {
      const looked = await this.#tryToLook(report, look);
      if (looked === null) return;
      // A window that is still being placed shows half a frame, and a capture may fail once; what is wrong stays wrong.
      if (looked !== 'match' && look < LOOKS && clock.now() - begunAt < LOOK_AGAIN_WITHIN_MS) {
        await new Promise<void>((resolve) => clock.after(BETWEEN_LOOKS_MS, resolve));
        continue;
      }
      const tookMs = Math.round(clock.now() - begunAt);
      logger.info({ event: 'glass.read', sequence: report.sequence, reading: looked, looks: look, tookMs });
      tell(report.sequence, looked);
      return;
    }
  }

  /** A glass that cannot be captured or decoded is one that cannot be read. */
  async #tryToLook(report: PaintReport, look: number): Promise<GlassReading | null> {
    try {
      return await this.#look(report, look);
    } catch (error) {
      this.#ports.logger.warn({ event: 'glass.notRead', err: error }, 'the glass could not be read back');
      return this.#expected(report) === null ? null : 'unreadable';
    }
  }

  /** Null when this paint is not, or is no longer, what has to be on the glass. */
  async #look(report: PaintReport, look: number): Promise<GlassReading | null> {
    const { capture } = this.#ports;
    if (report.code === null || this.#expected(report) === null) return null;
    const { place, modulePx } = report.code;
    const picture = await capture(place, look === 1 ? Math.max(1, modulePx / PX_PER_MODULE) : 1);
    // A newer snapshot may be in the picture already; its own paint is read next.
    const url = this.#expected(report);
    if (picture === null || url === null) return null;
    const text = this.#textOn(picture);
    return text === null ? 'unreadable' : text === url ? 'match' : 'mismatch';
  }

  /** A picture that was decoded just before, bit by bit, is not decoded again: only something around it has changed. */
  #textOn(picture: Picture): string | null {
    if (this.#decoded !== null && isSame(this.#decoded.picture, picture)) return this.#decoded.text;
    this.#decoded = null;
    const text = this.#ports.decode(picture);
    if (text !== null) this.#decoded = { picture, text };
    return text;
  }

  /** The url that this paint must show; null when it shows none, or is not what is on the glass any more. */
  #expected(report: PaintReport): string | null {
    if (report.code === null) return null;
    const { sequence, screen } = this.#ports.snapshot();
    if (sequence !== report.sequence || screen.kind !== 'code') return null;
    return screen.remainingMs < LEFT_AT_LEAST_MS ? null : screen.url;
  }
}

function isSame(a: Picture, b: Picture): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.pixels, b.pixels) === 0;
}
