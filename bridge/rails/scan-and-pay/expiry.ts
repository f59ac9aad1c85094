/** Turns Trustly's `expiresAt` into a remaining lifetime, whatever our own clock says: pure. */

/** A code that claims to live longer than this is refused as nonsense rather than shown for a day. */
const LONGEST_LIFETIME_MS = 86_400_000;

/** Seconds and fraction are optional; no zone means UTC; `+hh:mm`, `+hhmm` and `Z` are understood. */
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d{2}:?\d{2})?$/;

/** @returns milliseconds since 1970, or null when the text is not such an instant. */
export function parseExpiresAt(text: string): number | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = match;
  const millis = fraction.padEnd(3, '0').slice(0, 3);
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}`;
  const instant = Date.parse(local + offset);
  // `Date` rolls 30 February over into March; a text that does not come back as it went in was no date.
  if (Number.isNaN(instant) || new Date(Date.parse(`${local}Z`)).toISOString() !== `${local}Z`) return null;
  return instant;
}

export interface Receipt {
  /** The response's `Date` header, if it had one. */
  readonly date: string | undefined;
  /** Our clock when the response had arrived, milliseconds since 1970. */
  readonly receivedAt: number;
  /** How long request and response took. */
  readonly roundTripMs: number;
}

/**
 * What was left of the code's life at receipt, or null when `expiresAt` makes no sense or has passed.
 *
 * The `Date` header bounds Trustly's clock at receipt: it was written after the request left and is cut to a whole
 * second, so the clock stood between `Date` and `Date` + 1 s + round trip. If ours stands in there too it is good, and
 * finer; if not, the later bound is taken, so that a code goes too early rather than too late [live-codes-only].
 */
export function remainingLifetimeMs(expiresAt: string, receipt: Receipt): number | null {
  const expiry = parseExpiresAt(expiresAt);
  if (expiry === null) return null;
  const lifetime = Math.floor(expiry - trustlyClock(receipt));
  return lifetime > 0 && lifetime <= LONGEST_LIFETIME_MS ? lifetime : null;
}

function trustlyClock({ date, receivedAt, roundTripMs }: Receipt): number {
  const earliest = Date.parse(date ?? '');
  if (Number.isNaN(earliest)) return receivedAt;
  const latest = earliest + 1_000 + roundTripMs;
  return receivedAt >= earliest && receivedAt <= latest ? receivedAt : latest;
}
