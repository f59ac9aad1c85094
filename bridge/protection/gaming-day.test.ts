import { describe, expect, it } from 'vitest';
import { GamingDays, gamingDayEnd, gamingDayOf, gamingDayStart, isGamingDay } from './gaming-day.ts';

const VEGAS = { zone: 'America/Los_Angeles', startHour: 6 };

describe('the gaming day', () => {
  it('begins at its hour, not at midnight', () => {
    expect(gamingDayOf(new Date('2026-01-15T13:59:59Z'), VEGAS)).toBe('2026-01-14');
    expect(gamingDayOf(new Date('2026-01-15T14:00:00Z'), VEGAS)).toBe('2026-01-15');
  });

  it('is a day that there is', () => {
    expect(['2026-02-28', '2024-02-29', '2026-12-31'].every(isGamingDay)).toBe(true);
    expect(
      ['2026-02-29', '2026-13-01', '2026-1-1', '0000-01-01', '9999-12-31', '', 'x'].some(isGamingDay),
    ).toBe(false);
  });

  it('belongs to the month and year in which it began', () => {
    expect(gamingDayOf(new Date('2026-01-01T10:00:00Z'), VEGAS)).toBe('2025-12-31');
  });

  it('ends at the same local hour when the clocks change', () => {
    // 8 March 2026: 23 hours; 1 November 2026: 25 hours.
    expect(gamingDayEnd(new Date('2026-03-07T20:00:00Z'), VEGAS).toISOString()).toBe(
      '2026-03-08T13:00:00.000Z',
    );
    expect(gamingDayEnd(new Date('2026-10-31T20:00:00Z'), VEGAS).toISOString()).toBe(
      '2026-11-01T14:00:00.000Z',
    );
  });

  it('ends after now, even in its last millisecond', () => {
    const last = new Date('2026-01-15T13:59:59.999Z');
    expect(gamingDayEnd(last, VEGAS).toISOString()).toBe('2026-01-15T14:00:00.000Z');
  });

  it('begins where the one before it ends', () => {
    for (const rule of [
      VEGAS,
      { zone: 'Pacific/Kiritimati', startHour: 23 },
      { zone: 'Etc/GMT+12', startHour: 0 },
    ]) {
      for (const day of ['2026-03-08', '2026-11-01', '2026-06-15']) {
        const start = gamingDayStart(day, rule);
        expect(gamingDayOf(start, rule)).toBe(day);
        expect(gamingDayEnd(new Date(start.getTime() - 1), rule)).toEqual(start);
      }
    }
  });

  it('begins at the next hour when the clocks leave its own out, and once when they repeat it', () => {
    const berlin = { zone: 'Europe/Berlin', startHour: 2 };
    expect(gamingDayStart('2026-03-29', berlin).toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(gamingDayStart('2026-10-25', berlin).toISOString()).toBe('2026-10-25T00:00:00.000Z');
    expect(gamingDayOf(new Date('2026-10-25T01:30:00Z'), berlin)).toBe('2026-10-25');
  });

  it('never goes back to the day before, and ends after now, where the clocks go back over its beginning', () => {
    const troll = { zone: 'Antarctica/Troll', startHour: 2 }; // by two hours: at 03:00 it is 01:00 again
    const again = new Date('2026-10-25T01:30:00Z');
    expect(gamingDayOf(new Date('2026-10-25T00:30:00Z'), troll)).toBe('2026-10-25');
    expect(gamingDayOf(again, troll)).toBe('2026-10-25');
    expect(gamingDayEnd(again, troll).toISOString()).toBe('2026-10-26T02:00:00.000Z');
  });

  it('may begin at midnight', () => {
    const rule = { zone: 'UTC', startHour: 0 };
    expect(gamingDayOf(new Date('2026-06-01T00:00:00Z'), rule)).toBe('2026-06-01');
    expect(gamingDayEnd(new Date('2026-06-01T00:00:00Z'), rule).toISOString()).toBe(
      '2026-06-02T00:00:00.000Z',
    );
  });
});

describe('gaming days that are remembered', () => {
  it('are those that are computed, in whatever order, also where the clocks change', () => {
    for (const rule of [
      VEGAS,
      { zone: 'Australia/Lord_Howe', startHour: 2 },
      { zone: 'UTC', startHour: 0 },
    ]) {
      const days = new GamingDays(rule);
      for (const from of ['2026-03-07T00:00:00Z', '2026-10-31T00:00:00Z', '2026-04-04T00:00:00Z']) {
        const hours = Array.from({ length: 60 }, (_, hour) => hour);
        for (const hour of [...hours, ...hours.toReversed()]) {
          const instant = new Date(new Date(from).getTime() + hour * 3_600_000 - 1);
          const { day, until } = days.of(instant);
          expect([day, until]).toEqual([gamingDayOf(instant, rule), gamingDayEnd(instant, rule)]);
        }
      }
    }
  });
});
