import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { confineContents } from './confine-contents.ts';

class KeepingContents extends EventEmitter {
  windowOpen: (() => { action: string }) | null = null;
  webRtc: string | null = null;

  setWindowOpenHandler(handler: typeof this.windowOpen): void {
    this.windowOpen = handler;
  }
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtc = policy;
  }
}

function confined(): KeepingContents {
  const contents = new KeepingContents();
  confineContents(contents as unknown as WebContents, pino({ level: 'silent' }));
  return contents;
}

/** Whether that event, asked by itself, is denied: in Electron one event hides the other. */
function denied(event: string, details: object = {}): boolean {
  let prevented = false;
  confined().emit(event, { ...details, preventDefault: () => (prevented = true) });
  return prevented;
}

describe('a page of the kiosk', () => {
  it.each(['will-navigate', 'will-redirect', 'will-attach-webview', 'select-bluetooth-device'])(
    'may not: %s',
    (event) => {
      expect(denied(event)).toBe(true);
    },
  );

  it.each([
    { url: 'app://glass/index.html', isMainFrame: true, is: false },
    { url: 'app://glass/index.html', isMainFrame: false, is: true },
    { url: 'app://glass/other.html', isMainFrame: true, is: true },
    { url: 'https://example.com/', isMainFrame: true, is: true },
  ])(
    'has the glass in its main frame and goes nowhere: $url, main frame $isMainFrame',
    ({ is, ...details }) => {
      expect(denied('will-frame-navigate', details)).toBe(is);
    },
  );

  it('opens no window and tells no peer its addresses', () => {
    const contents = confined();
    expect(contents.windowOpen?.()).toEqual({ action: 'deny' });
    expect(contents.webRtc).toBe('disable_non_proxied_udp');
  });
});
