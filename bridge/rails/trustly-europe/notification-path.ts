/**
 * The address of the door for notifications. Its last part is known to Trustly and to us: strangers do not knock. It is a parameter of
 * the route, so that no log has it.
 */

const PATH = /\/trustly-europe\/([A-Za-z0-9_-]{22,100})$/;

export const NOTIFICATION_ROUTE = '/trustly-europe/:door';

/** @returns the last part of this address; null: it can be guessed, or the address is of something else. */
export function notificationDoorOf(url: string): string | null {
  return PATH.exec(new URL(url).pathname)?.[1] ?? null;
}
