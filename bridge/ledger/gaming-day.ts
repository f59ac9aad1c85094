/** The gaming day: the casino's day, which begins at a set hour of its own time zone rather than at midnight. */

export interface GamingDayRule {
  /** IANA time zone. */
  readonly zone: string;
  /** 0 to 23. */
  readonly startHour: number;
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
  // A day has 22 to 26 hours around a change of the clock; bisecting to the second needs no rule about which.
  let inside = instant.getTime();
  let after = inside + 27 * 3_600_000;
  while (after - inside > 1) {
    const middle = Math.floor((inside + after) / 2);
    if (gamingDayOf(new Date(middle), rule) === day) inside = middle;
    else after = middle;
  }
  return new Date(after);
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
