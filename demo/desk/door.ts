/**
 * Who may talk to the desk: a page that came from the desk itself. The desk listens on loopback only, but any web page
 * in the same browser can reach loopback: a foreign name that resolves to it (DNS rebinding) is caught by the Host
 * header, a foreign page by the Origin header.
 */
import type { IncomingHttpHeaders } from 'node:http';

const NAMES = ['127.0.0.1', 'localhost'];

/** Whether a request that changes nothing may be answered. */
export function isForUs(headers: IncomingHttpHeaders, port: number): boolean {
  return NAMES.some((name) => headers.host === `${name}:${port}`);
}

/** Whether a request that acts, or opens the live channel, came from the desk's own page. */
export function isFromOurPage(headers: IncomingHttpHeaders, port: number): boolean {
  return isForUs(headers, port) && headers.origin === `http://${headers.host ?? ''}`;
}
