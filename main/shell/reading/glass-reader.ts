/**
 * Reads the glass back after each change [verbatim-code]: captures it, decodes the capture on another thread, and
 * compares with the url that is meant to be there. At most one reading runs at a time and only the newest paint is
 * read, so the cost is bounded however fast the glass changes.
 */
import { createHash } from 'node:crypto';
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

export interface GlassReaderPorts {
  /** What must be on the glass now. */
  snapshot: () => GlassSnapshot;
  /** Null when the glass cannot be seen now (its display is unplugged). */
  capture: (place: Place) => Promise<Picture | null>;
  /** The pixels of the picture are gone afterwards. */
  decode: (picture: Picture) => Promise<string | null>;
  tell: (sequence: number, reading: GlassReading) => void;
  clock: Clock;
  logger: Logger;
}

export class GlassReader {
  readonly #ports: GlassReaderPorts;
  /** The last picture on which a code was read. */
  #decoded: { digest: string; text: string } | null = null;
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
      const looked = await this.#tryToLook(report);
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
  async #tryToLook(report: PaintReport): Promise<GlassReading | null> {
    try {
      return await this.#look(report);
    } catch (error) {
      this.#ports.logger.warn({ event: 'glass.notRead', err: error }, 'the glass could not be read back');
      return this.#expected(report) === null ? null : 'unreadable';
    }
  }

  /** Null when this paint is not, or is no longer, what has to be on the glass. */
  async #look(report: PaintReport): Promise<GlassReading | null> {
    const { capture } = this.#ports;
    if (report.code === null || this.#expected(report) === null) return null;
    const picture = await capture(report.code.place);
    // A newer snapshot may be in the picture already; its own paint is read next.
    const url = this.#expected(report);
    if (picture === null || url === null) return null;
    const text = await this.#textOn(picture);
    if (this.#expected(report) !== url) return null;
    return text === null ? 'unreadable' : text === url ? 'match' : 'mismatch';
  }

  /** A picture that was decoded just before, bit by bit, is not decoded again: only something around it has changed. */
  async #textOn(picture: Picture): Promise<string | null> {
    const digest = createHash('sha256').update(picture.pixels).digest('hex');
    if (this.#decoded?.digest === digest) return this.#decoded.text;
    this.#decoded = null;
    const text = await this.#ports.decode(picture);
    if (text !== null) this.#decoded = { digest, text };
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
