/**
 * What the glass may not do (S4): reach the network, ask for a permission, navigate, open, embed, download. Each rule
 * is an item of Electron's security checklist.
 */
import { app, Menu, type Session, type WebContents } from 'electron';
import type { Logger } from 'pino';
import { GLASS_ORIGIN, GLASS_PAGE } from './scheme.ts';

/** Before any page is loaded, for every session and every web contents there will ever be. */
export function confineAll(logger: Logger): void {
  Menu.setApplicationMenu(null);
  app.on('web-contents-created', (_event, contents) => confineContents(contents, logger));
  app.on('session-created', (session) => confineSession(session, logger));
  app.on('certificate-error', (event, _contents, url, error, _certificate, callback) => {
    event.preventDefault();
    logger.warn({ url, error }, 'certificate refused');
    callback(false);
  });
  app.on('login', (event) => event.preventDefault());
  app.on('select-client-certificate', (event) => event.preventDefault());
}

function confineSession(session: Session, logger: Logger): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    logger.warn({ permission }, 'permission denied');
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  // The renderer's network is shut: our own scheme, and the developer tools where they are allowed at all.
  session.webRequest.onBeforeRequest((details, callback) => {
    const allowed =
      details.url.startsWith(`${GLASS_ORIGIN}/`) ||
      (!app.isPackaged && details.url.startsWith('devtools://'));
    if (!allowed) logger.warn({ scheme: schemeOf(details.url) }, 'request of the glass denied');
    callback({ cancel: !allowed });
  });
}

function confineContents(contents: WebContents, logger: Logger): void {
  const deny = (what: string) => (event: { preventDefault(): void }) => {
    logger.warn(`${what} denied`);
    event.preventDefault();
  };
  // `will-navigate` is not sent for the load we ask for, nor for a reload; a page has no reason to navigate.
  contents.on('will-navigate', deny('navigation'));
  contents.on('will-frame-navigate', (event) => {
    if (event.url !== GLASS_PAGE || !event.isMainFrame) deny('navigation of a frame')(event);
  });
  contents.on('will-redirect', deny('redirect'));
  contents.on('will-attach-webview', deny('webview'));
  contents.on('select-bluetooth-device', deny('bluetooth'));
  contents.setWindowOpenHandler(() => {
    logger.warn('new window denied');
    return { action: 'deny' };
  });
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** A url may hold a token (S1); its scheme says enough. */
function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':'));
}
