/**
 * The signature of the address with which Trustly sends the player's browser back to us. A redirect steers the page and
 * proves nothing about money.
 *
 * Newer versions of Trustly's API sign the whole address, older ones its query. What comes after the signature was signed
 * in one published example and was not in another: it is believed only where it was.
 */
import { byName, parseForm } from './form.ts';
import { isSignatureOf } from './hmac.ts';

const NAME = 'requestSignature';

/**
 * @param base the address that Trustly was given to return to, without a query: not what the browser says of its host.
 * @param query as it came, without the question mark.
 * @returns the parameters that are signed; null where the signature is missing or wrong.
 */
export function signedRedirect(
  base: string,
  query: string,
  accessKey: string,
): ReadonlyMap<string, string> | null {
  const parts = query.split('&');
  const at = parts.findIndex((part) => part.startsWith(`${NAME}=`));
  const signature = parseForm(parts[at] ?? '')?.[0]?.[1];
  if (signature === undefined || parts.filter((part) => part.startsWith(`${NAME}=`)).length > 1) return null;
  const whole = [...parts.slice(0, at), ...parts.slice(at + 1)].join('&');
  const before = parts.slice(0, at).join('&');
  for (const signed of [whole, before]) {
    for (const text of [`${base}?${signed}`, signed]) {
      if (signed !== '' && isSignatureOf(signature, accessKey, text)) return byName(parseForm(signed) ?? []);
    }
  }
  return null;
}
