/** How a UBAI is named in the audit trail: recognisable by who holds it, of no use to anybody else (S1). */
import { createHash } from 'node:crypto';

export function ubaiDigest(ubai: string): string {
  return `ubai:${createHash('sha256').update(ubai).digest('hex').slice(0, 16)}`;
}
