/** Kept connections to a service that we call. */
import { Agent } from 'undici';

/** A connection that cannot be made in this time is tried again; an answer may take all the time there is. */
const CONNECT_MS = 3_000;

/**
 * As many connections as there are requests: who calls decides how many are under way, and bounds by a signal how long each
 * answer may take.
 * @param maxBytes of the body of an answer.
 */
export function serviceAgent(maxBytes: number): Agent {
  return new Agent({
    connections: null,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: CONNECT_MS },
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxBytes,
  });
}
