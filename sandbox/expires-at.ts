/** `expiresAt` as Trustly writes it, and as it could come to write it. */
import type { ExpiryForm } from './control.ts';

const OFFSET_MS = -8 * 3_600_000;

/** @param epochMs milliseconds since 1970 */
export function writeExpiresAt(epochMs: number, form: ExpiryForm): string {
  const utc = new Date(epochMs).toISOString();
  switch (form) {
    case 'noZone':
      return `${utc.slice(0, -1)}0`;
    case 'utc':
      return utc;
    case 'offset':
      return `${new Date(epochMs + OFFSET_MS).toISOString().slice(0, -1)}-08:00`;
  }
}
