/** Reads `Retry-After` (RFC 9110, 10.2.3): pure. */

/** One header, which may be a mistake, keeps nobody away for longer than this. */
const LONGEST_MS = 300_000;

/**
 * @param header seconds, or an HTTP date. @param date the response's own `Date`, which the other clock wrote.
 * @param now our clock, for a response without one, milliseconds since 1970.
 * @returns milliseconds, or null when the header is missing or says nothing.
 */
export function retryAfterMs(
  header: string | undefined,
  date: string | undefined,
  now: number,
): number | null {
  if (header === undefined) return null;
  if (/^\d{1,15}$/.test(header)) return Math.min(Number(header) * 1_000, LONGEST_MS);
  const until = Date.parse(header);
  if (Number.isNaN(until)) return null;
  const here = Date.parse(date ?? '');
  return Math.min(Math.max(0, until - (Number.isNaN(here) ? now : here)), LONGEST_MS);
}
