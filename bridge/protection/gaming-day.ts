/** The gaming day: the casino's day, which begins at a set hour of its own time zone rather than at midnight. */

const HOUR_MS = 3_600_000;

export interface GamingDayRule {
  /** IANA time zone. */
  readonly zone: string;
  /** 0 to 23. */
  readonly startHour: number;
}

/** Whether it is a day of the calendar, as `YYYY-MM-DD`, of this century. */
export function isGamingDay(text: string): boolean {
  const day = /^20[0-9]{2}-[0-9]{2}-[0-9]{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  // `Date` rolls 30 February over into March, or is invalid; what does not come back as it went in was no day.
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The gaming day an instant belongs to, as `YYYY-MM-DD` of the calendar day on which it began. */
export function gamingDayOf(instant: Date, rule: GamingDayRule): string {
  const local = localTime(instant, rule.zone);
  const day = new Date(Date.UTC(local.year, local.month - 1, local.day));
  if (local.hour < rule.startHour) day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

/** When the gaming day of an instant ends: the first instant that belongs to a later one. */
export function gamingDayEnd(instant: Date, rule: GamingDayRule): Date {
  const day = gamingDayOf(instant, rule);
  // A day has 22 to 26 hours around a change of the clock; looking for its end needs no rule about which.
  const inside = instant.getTime();
  return firstInstant(inside, inside + 27 * HOUR_MS, (at) => gamingDayOf(at, rule) > day);
}

/** When a gaming day begins. @param day as {@link gamingDayOf} names it. */
export function gamingDayStart(day: string, rule: GamingDayRule): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Zones lie between 12 hours behind and 14 ahead of UTC, and the day begins up to 23 hours after its midnight.
  return firstInstant(midnight - 15 * HOUR_MS, midnight + 37 * HOUR_MS, (at) => gamingDayOf(at, rule) >= day);
}

/** The first instant for which `holds`, which is false at `before` and true from some instant up to `after` on. */
function firstInstant(before: number, after: number, holds: (at: Date) => boolean): Date {
  let [no, yes] = [before, after];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (holds(new Date(middle))) yes = middle;
    else no = middle;
  }
  return new Date(yes);
}

function localTime(instant: Date, zone: string) {
  const parts = formatter(zone).formatToParts(instant);
  const value = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return { year: value('year'), month: value('month'), day: value('day'), hour: value('hour') };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}
