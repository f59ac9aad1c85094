/** What Trustly knows a phone by: neither a name nor a number that the casino has, and the same for each payment of it. */
import type { Digests } from '../../platform/secrets/digests.ts';
import { EUROPE } from './europe.ts';

export function endUserOf(digests: Digests, payer: string): string {
  return digests.account(`${EUROPE} end user ${payer}`).replace('ubai:', '');
}
