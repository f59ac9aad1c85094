/** The gaming day: the casino's day, which begins at a set hour of its own time zone rather than at midnight. */
import { Temporal } from 'temporal-polyfill';

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
  return dayOf(instant, rule).toString();
}

/** When the gaming day of an instant ends: the first instant that belongs to a later one. */
export function gamingDayEnd(instant: Date, rule: GamingDayRule): Date {
  return startOf(dayOf(instant, rule).add({ days: 1 }), rule);
}

/** When a gaming day begins. @param day as {@link gamingDayOf} names it. */
export function gamingDayStart(day: string, rule: GamingDayRule): Date {
  return startOf(Temporal.PlainDate.from(day), rule);
}

/** Gaming days of one rule. It remembers the last one, as most instants that are asked about are of the same day. */
export class GamingDays {
  readonly #rule: GamingDayRule;
  #last: { readonly day: string; readonly from: Date; readonly until: Date } | null = null;

  constructor(rule: GamingDayRule) {
    this.#rule = rule;
  }

  /** The gaming day of an instant, and when it ends. */
  of(instant: Date): { readonly day: string; readonly until: Date } {
    if (this.#last === null || instant < this.#last.from || instant >= this.#last.until) {
      const day = gamingDayOf(instant, this.#rule);
      this.#last = {
        day,
        from: gamingDayStart(day, this.#rule),
        until: gamingDayEnd(instant, this.#rule),
      };
    }
    return this.#last;
  }
}

/** The last day that has begun: so no instant belongs to two days or to none, however the clocks change. */
function dayOf(instant: Date, rule: GamingDayRule): Temporal.PlainDate {
  const at = Temporal.Instant.fromEpochMilliseconds(instant.getTime());
  const today = at.toZonedDateTimeISO(rule.zone).toPlainDate();
  return startOf(today, rule) > instant ? today.subtract({ days: 1 }) : today;
}

/** Where the clocks leave the hour out it begins later by as much; where they repeat it, the first time. */
function startOf(day: Temporal.PlainDate, { zone, startHour }: GamingDayRule): Date {
  const plainTime = { hour: startHour };
  return new Date(day.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds);
}

/** The day of the calendar, `YYYY-MM-DD`, where the machines are: an age is counted by it, and not by the casino's day. */
export function calendarDay(zone: string, at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}
