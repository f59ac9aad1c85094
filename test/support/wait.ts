interface Patience {
  timeoutMs?: number;
  /** Says what there was instead, for the person who reads the failure. It is called once, at the end. */
  instead?: () => Promise<string>;
}

/**
 * Waits for a condition instead of for time: asks again until `probe` gives something.
 * @throws when it gave nothing in time. The error names what was waited for, how often `probe` was called, and `instead`.
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { timeoutMs = 20_000, instead }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let looks = 1; ; looks += 1) {
    const value = await probe();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > deadline) {
      const seen = instead === undefined ? '' : `; instead: ${await instead()}`;
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}, looking ${looks} times${seen}`);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
