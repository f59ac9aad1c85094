/** Time as the core sees it: monotonic milliseconds for deadlines, wall clock only to stamp records for people. */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary start; unaffected by anybody setting the clock. */
  now(): number;
  /** Milliseconds since 1970 by the machine's clock, which may be wrong: for records, never for deadlines. */
  wallNow(): number;
  /** Calls back once, `ms` from now or later. Returns the way to call it off. */
  after(ms: number, callback: () => void): () => void;
}

/** A clock that also knows of the time during which the machine was suspended. */
export interface MachineClock extends Clock {
  /** Milliseconds since the machine booted, the time it was suspended included, which {@link now} may leave out. */
  uptime(): number;
}
