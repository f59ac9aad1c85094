/** `expiresAt` as Trustly writes it: UTC, four decimals, no zone, e.g. `2025-01-01T17:00:00.0000`. */
export function writeExpiresAt(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, -1)}0`;
}
