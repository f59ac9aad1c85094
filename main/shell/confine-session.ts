/** A session without permissions, devices, downloads or a network [locked-down]. */
import type { Session } from 'electron';
import type { Logger } from 'pino';
import { GLASS_ORIGIN } from './glass-page.ts';

/** @param packaged an installed kiosk has no developer tools. */
export function confineSession(session: Session, packaged: boolean, logger: Logger): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    logger.warn({ permission }, 'permission denied');
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  // The renderer has no network: only our own scheme, and the developer tools where they are allowed.
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const allowed = url.startsWith(`${GLASS_ORIGIN}/`) || (!packaged && url.startsWith('devtools://'));
    if (!allowed) logger.warn({ scheme: schemeOf(url) }, 'request of the glass denied');
    callback({ cancel: !allowed });
  });
}

/** A url may hold a token [secrets-kept]; its scheme says enough. */
function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':'));
}
