/** What the desk's phone has open: kept when the page is loaded again, and forgotten when the demo begins anew. */
import type { DeskSnapshot } from '../contract.ts';

const KEY = 'opened';
const LOOPBACK = new Set(['127.0.0.1', 'localhost']);

/** The url that was open in this demo; null: the phone is put away. */
export function openedBefore(startedAt: number): string | null {
  const [kept, url] = sessionStorage.getItem(KEY)?.split(' ') ?? [];
  return Number(kept) === startedAt ? (url ?? null) : null;
}

export function keepOpened(startedAt: number, url: string | null): void {
  if (url === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, `${startedAt} ${url}`);
}

/**
 * Where this browser finds what a real phone finds at `url`: the same pages, over loopback, where no certificate is
 * needed that it does not know; and by the name that the desk itself goes by, so that it keeps the visit's cookie.
 */
export function asReachedFromHere(url: string, phones: DeskSnapshot['phones'], deskName: string): string {
  const local =
    phones !== null && url.startsWith(`${phones.url}/`)
      ? `${phones.here}${url.slice(phones.url.length)}`
      : url;
  const there = URL.parse(local);
  if (there === null || !LOOPBACK.has(there.hostname) || !LOOPBACK.has(deskName)) return local;
  there.hostname = deskName;
  return there.href;
}
