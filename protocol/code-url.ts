/**
 * Whether an address may become a code on the glass: a phone that scans it must end at an https page, and at nothing that
 * is run, dialled or installed. `http:` only on this machine, which is the demo.
 */
import { isLoopbackHost } from './loopback.ts';

export function isCodeUrl(text: string): boolean {
  // Phones read an address more or less leniently: only one that is spelled out means the same to each of them.
  if (!/^https?:\/\/[^/?#@\\]+(?:[/?#]|$)/.test(text) || !/^[!-[\]-~]+$/.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
}
