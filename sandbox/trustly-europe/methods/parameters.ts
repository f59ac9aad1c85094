/** The parameters that several methods share, each with the error that it has of its own. */
import { isLoopbackHost } from '../../../protocol/loopback.ts';
import { ApiError } from '../api-error.ts';
import { textOf } from '../fields.ts';
import type { RawObject } from '../signing/raw-json.ts';

const LONGEST_ID = 200;

/** @throws {ApiError} 696, 706 */
export function readEndUserId(data: RawObject): string {
  const text = textOf(data, 'EndUserID');
  if (text === null) throw new ApiError(696, 'EndUserID is null');
  if (!isId(text)) throw new ApiError(706, 'EndUserID is empty, too long or has control characters');
  return text;
}

/** @throws {ApiError} 697, 704 */
export function readMessageId(data: RawObject): string {
  const text = textOf(data, 'MessageID');
  if (text === null) throw new ApiError(697, 'MessageID is null');
  if (!isId(text)) throw new ApiError(704, 'MessageID is empty, too long or has control characters');
  return text;
}

/** https, or plain text to this machine [tls-or-loopback]. @throws {ApiError} 705, 734 */
export function readNotificationUrl(data: RawObject): string {
  const text = textOf(data, 'NotificationURL') ?? '';
  const url = URL.parse(text);
  if (url === null || text.includes('?') || url.hash !== '' || !/^https?:$/.test(url.protocol)) {
    throw new ApiError(705, 'NotificationURL is no https address without a question mark');
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new ApiError(734, 'NotificationURL is plain http');
  }
  return text;
}

function isId(text: string): boolean {
  return text.trim() !== '' && text.length <= LONGEST_ID && !/\p{Cc}/u.test(text);
}
