/**
 * The signature of an event: Basic authentication whose password signs the decoded body, with its parameters in the order
 * in which they came. The bytes are verified before anything in them is believed.
 */
import { sameText } from '../../platform/http/same-text.ts';
import { parseBasic } from '../../platform/http/basic.ts';
import { byName, parseForm } from './form.ts';
import { isSignatureOf } from './hmac.ts';

interface Merchant {
  readonly accessId: string;
  readonly accessKey: string;
}

/** @returns the fields of the event; null where it does not come from Trustly. */
export function signedEvent(
  authorization: string | undefined,
  body: Buffer,
  { accessId, accessKey }: Merchant,
): ReadonlyMap<string, string> | null {
  const credentials = parseBasic(authorization);
  if (credentials === null) return null;
  const text = body.toString('utf8');
  // Bytes that are not UTF-8 would be signed as what they were replaced with.
  if (!Buffer.from(text).equals(body)) return null;
  const fields = parseForm(text);
  if (fields === null) return null;
  const signed = fields.map(([name, value]) => `${name}=${value}`).join('&');
  const isGood = isSignatureOf(credentials.password, accessKey, signed);
  return sameText(credentials.user, accessId) && isGood ? byName(fields) : null;
}
