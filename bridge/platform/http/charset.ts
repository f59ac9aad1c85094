/** Whether a body is UTF-8, by its `Content-Type`: parameters by RFC 9110, names of charsets by the Encoding Standard. */
import { MIMEType } from 'node:util';

/** @param contentType of a media type that is UTF-8 where it does not say otherwise, such as JSON. */
export function isUtf8(contentType: string): boolean {
  try {
    const charset = new MIMEType(contentType).params.get('charset');
    return charset === null || new TextDecoder(charset).encoding === 'utf-8';
  } catch {
    return false; // no media type, or a charset that nobody knows
  }
}
