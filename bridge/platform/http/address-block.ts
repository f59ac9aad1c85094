/** By what callers are counted: an IPv4 address, or the /64 of an IPv6 one, in which a single host has any address it likes. */
import { isIPv6 } from 'node:net';

export function addressBlock(address: string): string {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  // As URLs write it: in lower case, without leading zeros, the longest run of zeros as `::`.
  const [front = '', back] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const groups = front === '' ? [] : front.split(':');
  if (back !== undefined) {
    const end = back === '' ? [] : back.split(':');
    while (groups.length + end.length < 8) groups.push('0');
    groups.push(...end);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
