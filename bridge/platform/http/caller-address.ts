/** Whose address a request comes from: the socket's, or behind a trusted proxy what that says (`X-Forwarded-For`). */
import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/**
 * The same reading as Fastify's `trustProxy`, for requests that Fastify does not see.
 * @param proxies addresses and networks. @throws {TypeError} when one is neither.
 */
export function callerAddress(proxies: readonly string[]): (request: IncomingMessage) => string {
  const trusts = proxyAddr.compile([...proxies]);
  return (request) => proxyAddr(request, trusts);
}
