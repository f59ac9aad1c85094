/** Times as Trustly writes them, `2013-12-20 14:42:04.675645+01`: no ISO 8601, so that no parser of dates may guess at it. */

const TIMESTAMP =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?([+-])([0-9]{2})(?::?([0-9]{2}))?$/;
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

/** @returns milliseconds since 1970, or null where it is no time. */
export function timestampMs(text: string): number | null {
  const match = TIMESTAMP.exec(text);
  if (!match) return null;
  const [, day = '', time = '', fraction = '', sign, hours = '', minutes = '00'] = match;
  if (!isDay(day) || Number(hours) > 15 || Number(minutes) > 59) return null;
  const local = Date.parse(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const ms = sign === '+' ? local - offsetMs : local + offsetMs;
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}

/** Whether it is a day that there is: the 30th of February is none. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (!match) return false;
  const [, year, month, day] = match.map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  return date.toISOString().slice(0, 10) === text;
}

/** Whole years from one day to another, both as `YYYY-MM-DD`. */
export function yearsBetween(born: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return today.slice(5) < born.slice(5) ? years - 1 : years;
}
