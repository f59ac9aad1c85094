/** From when until when a line of an exclusion list holds. */

export interface ListedPeriod {
  /** null: since it was added. */
  readonly from: Date | null;
  /** null: until it is taken back. */
  readonly until: Date | null;
}

/** Of a year that the database has as well. */
const DAY = /^(?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$/;
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

const HOUR_MS = 3_600_000;
/** Where a day begins first: at 10 o'clock, by UTC, of the day before. */
const FIRST_ON_EARTH_MS = -14 * HOUR_MS;
/** Where it ends last: at noon of the day after. */
const LAST_ON_EARTH_MS = 36 * HOUR_MS;

function instantOf(text: string, which: 'from' | 'until'): Date | undefined {
  const midnight = midnightOf(text.slice(0, 10));
  if (midnight === undefined) return undefined;
  if (DAY.test(text)) return new Date(midnight + (which === 'from' ? FIRST_ON_EARTH_MS : LAST_ON_EARTH_MS));
  const instant = INSTANT.test(text) ? new Date(text) : undefined;
  const isTime = instant !== undefined && !Number.isNaN(instant.getTime());
  // By its offset it may be of the year 10000, which cannot be written any more.
  return isTime && instant.getUTCFullYear() <= 9999 ? instant : undefined;
}

/** By UTC. `Date` rolls 30 February over into March: what does not come back as it went in was no day. */
function midnightOf(day: string): number | undefined {
  const midnight = DAY.test(day) ? new Date(`${day}T00:00:00Z`) : undefined;
  if (midnight === undefined || Number.isNaN(midnight.getTime())) return undefined;
  return midnight.toISOString().startsWith(day) ? midnight.getTime() : undefined;
}
