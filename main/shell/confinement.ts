/**
 * What the glass may not do [locked-down]: reach the network, ask for a permission, navigate, open, embed, download.
 * Each rule is an item of Electron's security checklist. Before any page is loaded, for every session and every web
 * contents there will ever be.
 */
import { app, Menu } from 'electron';
import type { Logger } from 'pino';
import { confineContents } from './confine-contents.ts';
import { confineSession } from './confine-session.ts';

export function confineAll(logger: Logger): void {
  Menu.setApplicationMenu(null);
  app.on('web-contents-created', (_event, contents) => confineContents(contents, logger));
  app.on('session-created', (session) => confineSession(session, app.isPackaged, logger));
  app.on('certificate-error', (event, _contents, url, error, _certificate, callback) => {
    event.preventDefault();
    logger.warn({ url, error }, 'certificate refused');
    callback(false);
  });
  app.on('login', (event) => event.preventDefault());
  app.on('select-client-certificate', (event) => event.preventDefault());
}
