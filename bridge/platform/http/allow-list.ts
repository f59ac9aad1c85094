/** Addresses from which the APIs may be called: single ones and networks, IPv4 and IPv6. */
import { BlockList, isIP } from 'node:net';
import type { onRequestAsyncHookHandler } from 'fastify';
import { ApiError } from './error-answer.ts';

export class AllowList {
  readonly #list = new BlockList();
  readonly #open: boolean;

  /** @param entries such as `203.0.113.7` or `2001:db8::/32`; none: everybody. @throws {RangeError} naming the wrong one. */
  constructor(entries: readonly string[]) {
    this.#open = entries.length === 0;
    for (const entry of entries) {
      const [address = '', prefix] = entry.split('/');
      const version = isIP(address);
      const bits = Number(prefix ?? (version === 4 ? 32 : 128));
      const isPrefix = prefix === undefined || /^[0-9]{1,3}$/.test(prefix);
      if (version === 0 || !isPrefix || bits > (version === 4 ? 32 : 128)) {
        throw new RangeError(`${entry} is not an address or network`);
      }
      this.#list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
    }
  }

  allows(address: string): boolean {
    if (this.#open) return true;
    // A dual-stack socket shows IPv4 callers as ::ffff:a.b.c.d.
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
    return this.#list.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
  }

  hook(): onRequestAsyncHookHandler {
    return async (request) => {
      if (this.allows(request.ip)) return;
      request.log.warn({ address: request.ip }, 'request from an address that is not on the allow list');
      throw new ApiError(403, 'FORBIDDEN', 'Requests from this address are not accepted.');
    };
  }
}
