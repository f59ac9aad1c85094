/**
 * The link to another machine uses TLS. Plain text is allowed only to loopback, which never leaves the machine
 * [tls-or-loopback].
 */
import { isLoopbackHost } from '../../protocol/loopback.ts';

/** What is wrong with this url as the link's address, as the end of a sentence; null when nothing is. */
export function linkUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is not a url';
  const url = new URL(text);
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') return 'must begin with wss://';
  if (url.username !== '' || url.password !== '') {
    return 'must not hold credentials; they belong in "link.secretFile"';
  }
  if (url.hash !== '') return 'must not have a # part';
  if (url.protocol === 'ws:' && !isLoopbackHost(url.hostname)) {
    return `must begin with wss:// because ${url.hostname} is not this machine`;
  }
  return null;
}
