/** A page that goes nowhere, opens nothing and embeds nothing [locked-down]. */
import type { WebContents } from 'electron';
import type { Logger } from 'pino';
import { GLASS_PAGE } from './glass-page.ts';

export function confineContents(contents: WebContents, logger: Logger): void {
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
