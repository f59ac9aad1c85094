/** From when until when a line of an exclusion list holds. */
import { Temporal } from 'temporal-polyfill';

export interface ListedPeriod {
  /** null: since it was added. */
  readonly from: Date | null;
  /** null: until it is taken back. */
  readonly until: Date | null;
}

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$/;
/** What registers write for "until it is taken back". */
const FOR_EVER = /^9999-/;

/**
 * Each is empty, a day (`2026-05-01`), or an instant with its offset (`2026-05-01T06:00+02:00`). A list does not say of which
 * place a day is: both days belong to it, from where the first one begins first on earth until where the last one ends last.
 * So nobody is let in hours too early.
 * @returns what is wrong with them, without what was written.
 */
export function listedPeriod(from: string, until: string): ListedPeriod | string {
  const begins = from === '' ? null : instantOf(from, 'from');
  const ends = until === '' || FOR_EVER.test(until) ? null : instantOf(until, 'until');
  if (begins === undefined) return 'from is neither a day nor an instant with its offset';
  if (ends === undefined) return 'until is neither a day nor an instant with its offset';
  // Days overlap on earth: two of them are compared as they are written.
  const isTurned = DAY.test(from) && DAY.test(until) ? until < from : begins && ends && ends <= begins;
  if (isTurned === true) return 'it ends before it begins';
  return { from: begins, until: ends };
}

const FIRST_ON_EARTH = '+14:00';
const LAST_ON_EARTH = '-12:00';

function instantOf(text: string, which: 'from' | 'until'): Date | undefined {
  try {
    if (INSTANT.test(text)) return new Date(Temporal.Instant.from(text).epochMilliseconds);
    if (!DAY.test(text)) return undefined;
    const day = Temporal.PlainDate.from(text);
    const begins =
      which === 'from'
        ? day.toZonedDateTime(FIRST_ON_EARTH)
        : day.add({ days: 1 }).toZonedDateTime(LAST_ON_EARTH);
    return new Date(begins.epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // no day of the calendar
    throw error;
  }
}
