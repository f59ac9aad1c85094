import { EventEmitter } from 'node:events';
import type { Session } from 'electron';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { confineSession } from './confine-session.ts';

/** A session that keeps what it was told, so that each layer is asked by itself: in Electron one hides the other. */
class KeepingSession extends EventEmitter {
  permissionRequest:
    ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | null = null;
  permissionCheck: (() => boolean) | null = null;
  devicePermission: (() => boolean) | null = null;
  displayMedia: ((request: unknown, answer: (streams: object) => void) => void) | null = null;
  spellChecker = true;
  beforeRequest: ((details: { url: string }, answer: (what: { cancel: boolean }) => void) => void) | null =
    null;
  readonly webRequest = {
    onBeforeRequest: (listener: typeof this.beforeRequest) => (this.beforeRequest = listener),
  };

  setPermissionRequestHandler(handler: typeof this.permissionRequest): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: typeof this.permissionCheck): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: typeof this.devicePermission): void {
    this.devicePermission = handler;
  }
  setDisplayMediaRequestHandler(handler: typeof this.displayMedia): void {
    this.displayMedia = handler;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
}

function confined(packaged = true): KeepingSession {
  const session = new KeepingSession();
  confineSession(session as unknown as Session, packaged, pino({ level: 'silent' }));
  return session;
}

/** What a handler that calls back says. */
function answer<T>(ask: (callback: (value: T) => void) => void): T | 'no answer' {
  let given: T | 'no answer' = 'no answer';
  ask((value) => (given = value));
  return given;
}

describe('a session of the kiosk', () => {
  it('grants no permission that is asked for, and says of none that it is granted', () => {
    const session = confined();
    expect(answer<boolean>((say) => session.permissionRequest?.({}, 'media', say))).toBe(false);
    expect(session.permissionCheck?.()).toBe(false);
  });

  it('hands out no device and no picture of a screen', () => {
    const session = confined();
    expect(session.devicePermission?.()).toBe(false);
    expect(answer<object>((say) => session.displayMedia?.({}, say))).toEqual({});
  });

  it('downloads nothing, and sends no text to a dictionary', () => {
    const session = confined();
    let prevented = false;
    session.emit('will-download', { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
    expect(session.spellChecker).toBe(false);
  });

  it.each([
    { url: 'app://glass/index.html', cancel: false },
    { url: 'app://glassy.example/index.html', cancel: true },
    { url: 'https://example.com/', cancel: true },
    { url: 'file:///etc/passwd', cancel: true },
    { url: 'devtools://devtools/bundled/inspector.html', cancel: true },
  ])('of an installed one loads the glass and nothing else: $url', ({ url, cancel }) => {
    const session = confined();
    expect(answer((say) => session.beforeRequest?.({ url }, say))).toEqual({ cancel });
  });

  it('from a checkout loads the developer tools as well', () => {
    const session = confined(false);
    const load = (url: string) => answer((say) => session.beforeRequest?.({ url }, say));
    expect(load('devtools://devtools/bundled/inspector.html')).toEqual({ cancel: false });
    expect(load('https://example.com/')).toEqual({ cancel: true });
  });
});
