import type { Locale, Screen } from '../../preload/contract.ts';
import type { Settings } from '../settings/settings.ts';
import { afterReading, unread, type CodeReading, type GlassReading } from '../code/code-reading.ts';
import type { KioskFacts } from './kiosk-facts.ts';

/** The glass shows the invitation again after this long without a touch. */
const INVITED_FOR_MS = 120_000;

/** What concerns only the glass: notices, the invitation, and whether the code on it could be read back. */
export class Presentation {
  readonly #settings: Settings['glass'];
  readonly #startedAt: number;
  #notice: { screen: Screen; until: number } | null = null;
  #invitedUntil = -Infinity;
  #reading: CodeReading = unread(0);
  /** The first snapshot whose reading counts for the current code. */
  #readableFrom = Infinity;

  /** @param now monotonic milliseconds, here and everywhere below. */
  constructor(settings: Settings['glass'], now: number) {
    this.#settings = settings;
    this.#startedAt = now;
  }

  facts(now: number): Pick<KioskFacts, 'notice' | 'inviting' | 'unscannable'> {
    return {
      notice: this.#notice !== null && now < this.#notice.until ? this.#notice.screen : null,
      inviting: this.#settings.start === 'touch' && now >= this.#invitedUntil,
      unscannable: this.#reading.unscannable,
    };
  }

  locale(now: number): Locale {
    const { locales, rotateLocalesEveryMs } = this.#settings;
    const turn = Math.floor((now - this.#startedAt) / rotateLocalesEveryMs);
    return locales[turn % locales.length] ?? 'en';
  }

  /** When something changes only because time passes; null: never. */
  changesAt(now: number): number | null {
    const { locales, rotateLocalesEveryMs } = this.#settings;
    const times = [this.#notice?.until ?? 0, this.#invitedUntil].filter((time) => time > now);
    if (locales.length > 1) {
      const turn = Math.floor((now - this.#startedAt) / rotateLocalesEveryMs);
      times.push(this.#startedAt + (turn + 1) * rotateLocalesEveryMs);
    }
    return times.length === 0 ? null : Math.min(...times);
  }

  tell(screen: Screen, until: number): void {
    this.#notice = { screen, until };
  }

  touched(now: number): void {
    this.#invitedUntil = now + INVITED_FOR_MS;
  }

  /** Which code is current, whether or not it is on the glass. */
  codeIs(requestId: number | null): void {
    if (requestId === this.#reading.requestId) return;
    this.#reading = unread(requestId ?? 0);
    this.#readableFrom = Infinity;
  }

  /** That snapshot, and those after it, show the current code. */
  codeShownFrom(sequence: number): void {
    this.#readableFrom = Math.min(this.#readableFrom, sequence);
  }

  /** The renderer refused to draw the code of that snapshot. @returns whether it was the current one. */
  unscannable(sequence: number): boolean {
    if (sequence < this.#readableFrom) return false;
    this.#reading = { ...this.#reading, unscannable: 'NOT_SCANNABLE' };
    return true;
  }

  /** @returns whether the glass must be drawn again; readings of what was drawn before do not count then. */
  read(sequence: number, result: GlassReading): boolean {
    if (sequence < this.#readableFrom) return false;
    const { reading, redraw } = afterReading(this.#reading, result);
    this.#reading = reading;
    if (redraw) this.#readableFrom = Infinity;
    return redraw;
  }
}
