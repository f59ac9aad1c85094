/** HTTP Basic authentication, compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** @returns whether an `Authorization` header is that of this `user:password`. */
export function basicCredentials(userAndPassword: string): (header: string | undefined) => boolean {
  const expected = digest(userAndPassword);
  return (header) => {
    const match = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(header ?? '');
    return timingSafeEqual(digest(Buffer.from(match?.[1] ?? '', 'base64').toString('utf8')), expected);
  };
}

/** Equal lengths for `timingSafeEqual`. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
